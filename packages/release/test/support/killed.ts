import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Which write of a command is not done any more: the n-th of all, or the first of its kind. */
export type Write = { at: number; log: string } | { call: string; path: string };

interface Place {
  cwd: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs a command as a process group of its own, all of which gets KILL right before a write of one of its Node processes.
 *
 * @returns false when it came to its end before
 * @throws Error with its output when it failed by itself
 */
export function killedBefore(
  write: Write,
  command: readonly [string, ...string[]],
  { cwd, env = process.env }: Place,
): Promise<boolean> {
  const query = new URLSearchParams(
    Object.entries(write).map(([name, value]): [string, string] => [name, `${value}`]),
  );
  const hook = `--import=file://${join(import.meta.dirname, "kill-before.mjs")}?${query}`;
  return endOf(command, startGroup(command, { cwd, env: { ...env, NODE_OPTIONS: hook } }));
}

/** The same, at a time that the caller knows: it calls what `start` is given. */
export function killedWhen(
  start: (kill: () => void) => void,
  command: readonly [string, ...string[]],
  place: Place,
): Promise<boolean> {
  const child = startGroup(command, place);
  start(() => void (child.pid && process.kill(-child.pid, "SIGKILL")));
  return endOf(command, child);
}

function startGroup([file, ...args]: readonly [string, ...string[]], { cwd, env }: Place) {
  return spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

async function endOf(command: readonly string[], child: ReturnType<typeof startGroup>): Promise<boolean> {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  if (signal === "SIGKILL") return true;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code ?? signal}:\n${stdout}${stderr}`);
  return false;
}
