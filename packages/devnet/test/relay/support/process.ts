import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const CLI = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** A folder that is removed after the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "devnet-relay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A relay in its own process, started from source with `unicity-devnet relay`. */
export interface RelayProcess {
  url: string;
  pid: number;
  /** Sends the signal and waits for the end. @returns exit code, or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** Starts the command and waits until it listens. @throws with its standard error when it ends before */
export async function relayProcess(dataDir: string, ...flags: string[]): Promise<RelayProcess> {
  const child = relayCommand("--data-dir", dataDir, "--port", "0", ...flags);
  const { url, pid } = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    let errors = "";
    child.stderr?.on("data", (text) => {
      errors += text;
    });
    child.stdout?.once("data", (text) => resolve(JSON.parse(String(text).split("\n")[0] ?? "")));
    child.once("exit", () => reject(new Error(errors)));
  });
  return { url, pid, end: (signal) => endProcess(child, signal) };
}

/** `unicity-devnet relay …` as a child process; it is killed after the test. */
export function relayCommand(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [CLI, "relay", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(async () => void (await endProcess(child, "SIGKILL")));
  return child;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode ?? child.signalCode ?? "";
}
