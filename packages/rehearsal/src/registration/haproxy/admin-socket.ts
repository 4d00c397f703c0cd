import { connect } from "node:net";

const LIMIT_MS = 5_000;

/** Sends commands to HAProxy's stats socket (level admin) and answers what it says. Throws when the socket does not answer within 5 s. */
export function runAdminCommands(socketPath: string, commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(socketPath);
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error(`${socketPath} did not answer within 5 s`)));
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${commands.join("; ")}\n`));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(text.trim()));
    socket.on("end", () => socket.destroy());
  });
}
