import { type ChildProcess, spawn } from "node:child_process";
import type { KeeperEvent, Order } from "./order.ts";

/** Time that an interrupted `up` has to undo what it began, ms. */
const UNDO_MS = 20_000;
/** What is kept of its error output, characters. */
const STDERR_KEPT = 4_000;

/** An `up` at work. */
export interface BringUp {
  /** Interrupts it if it still runs; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Runs `up` and passes on what it says. */
export function bringUp({ cli, up, instance }: Order, tell: (line: string) => void): BringUp {
  const args = [cli, "up", "--detach", "--ndjson", "--instance", instance, ...up];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const report = (event: KeeperEvent) => tell(`${JSON.stringify(event)}\n`);
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", tell);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      report({ event: "up-ended", exitCode: null, stderr: error.message });
      resolve();
    });
    child.on("close", (exitCode) => {
      report({ event: "up-ended", exitCode, stderr });
      resolve();
    });
  });
  return { stop: () => interrupt(child, ended) };
}

async function interrupt(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), UNDO_MS);
  await ended;
  clearTimeout(impatience);
}
