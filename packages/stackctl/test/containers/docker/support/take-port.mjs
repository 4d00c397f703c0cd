/**
 * Runs a command while its port of 127.0.0.1 is taken by somebody else, and ends as it does.
 * take-port.mjs PORT COMMAND...
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const [port, command, ...args] = process.argv.slice(2);
const server = createServer().listen(Number(port), "127.0.0.1");
await once(server, "listening");
const child = spawn(command, args, { stdio: "inherit" });
const [exitCode] = await once(child, "close");
server.close();
process.exitCode = exitCode ?? 1;
