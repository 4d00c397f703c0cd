import type { ErrorParts } from "@unicity-sphere/devnet";

export type { ErrorParts };

/** Exit codes of every verb. */
export const EXIT = {
  /** Healthy, or done. */
  ok: 0,
  /** Degraded, or a check failed. */
  degraded: 1,
  /** Nothing answers: stopped, hanging or not started. */
  unreachable: 2,
  /** Wrong usage or an internal error. */
  usage: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error meant for people; carries the exit code of the command. */
export class StackError extends Error {
  readonly parts: ErrorParts;
  readonly exitCode: ExitCode;

  constructor(parts: ErrorParts, exitCode: ExitCode = EXIT.usage, options?: ErrorOptions) {
    super(parts.what, options);
    this.name = "StackError";
    this.parts = parts;
    this.exitCode = exitCode;
  }

  get code(): string {
    return this.parts.code;
  }
}

/** A wrong command line: the only error that shows usage text. */
export class UsageError extends StackError {
  constructor(what: string, next?: string) {
    super(next === undefined ? { code: "USAGE", what } : { code: "USAGE", what, next });
    this.name = "UsageError";
  }
}

/** Thrown when the reader pressed Ctrl-C (or the process got SIGTERM, SIGHUP) and the clean-up is done. */
export class Interrupted extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}.`);
    this.name = "Interrupted";
    this.signal = signal;
  }
}

/** The parts of any thrown value; foreign errors become `INTERNAL`. */
export function errorParts(error: unknown): ErrorParts {
  if (error instanceof StackError) return error.parts;
  return {
    code: "INTERNAL",
    what: messageOf(error),
    next: "Repeat it with --verbose and report the output.",
  };
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node.js system error (`ENOENT`, `ECONNREFUSED` …), if it is one. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}
