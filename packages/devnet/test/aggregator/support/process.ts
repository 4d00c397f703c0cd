import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** A service that runs from source as a process of its own. */
export interface ServiceProcess {
  child: ChildProcess;
  url: string;
  /** Sends a signal and waits for the end; the exit code, or null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `unicity-devnet <args>` and waits for its "listening" line. @throws Error with its stderr when it ends first */
export async function startProcess(args: string[]): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const exited = once(child, "exit");
  const line = new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  const first = await Promise.race([line, exited.then(() => undefined)]);
  if (first === undefined) throw new Error(stderr);
  return {
    child,
    url: JSON.parse(first).url,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0] as number | null;
    },
  };
}

/** Runs `unicity-devnet <args>` to its end. */
export async function runProcess(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const [code] = await once(child, "close");
  return { code, ...output };
}
