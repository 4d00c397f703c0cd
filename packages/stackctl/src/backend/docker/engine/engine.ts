import { type CommandResult, type RunCommand, runCommand } from "rehearsal";
import { EXIT, StackError } from "../../../errors.ts";
import { abortable } from "../../../rehearse/engine.ts";

/** Longest time of one command that only looks or gives an order, ms. */
const COMMAND_MS = 60_000;

/** What a command of the `docker` client may need beyond its arguments. */
export interface CommandOptions {
  /** ms; default 60,000. */
  timeout?: number;
  onLine?: (line: string) => void;
  /** Ends the command. */
  signal?: AbortSignal;
  environment?: Readonly<Record<string, string | undefined>>;
}

/** The `docker` client. */
export interface Engine {
  /** Never rejects because of how the command ended. */
  result(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Its trimmed standard output. @throws StackError `ENGINE_FAILED` */
  text(args: readonly string[], options?: CommandOptions): Promise<string>;
}

/** @param signal nothing is started after it; what only waits is ended by it */
export function createEngine(signal?: AbortSignal, run: RunCommand = runCommand): Engine {
  const runAll = abortable(run, signal);
  const result: Engine["result"] = (args, { timeout = COMMAND_MS, ...options } = {}) =>
    runAll(["docker", ...args], { timeout, ...options });
  return {
    result,
    async text(args, options) {
      const answer = await result(args, options);
      if (answer.exitCode === 0) return answer.stdout.trim();
      throw engineFailed(args, answer);
    },
  };
}

/** A command of the engine that had to work and did not. */
export function engineFailed(args: readonly string[], { exitCode, stderr }: CommandResult): StackError {
  return new StackError(
    {
      code: "ENGINE_FAILED",
      what: `docker ${args[0]} ${exitCode === undefined ? "did not end in time" : "failed"}.`,
      where: ["docker", ...args].join(" ").slice(0, 300),
      evidence: stderr.trim().split("\n").slice(-8).join("\n"),
      next: "Look at the engine: `docker info`. Then repeat the command.",
    },
    exitCode === undefined ? EXIT.unreachable : EXIT.usage,
  );
}
