import { inspect } from "node:util";

/** The five parts of an error for people; see {@link ComposeGenError}. */
export interface ErrorParts {
  /** Stable machine-readable code, e.g. `DEFINITION_INVALID`. */
  code: string;
  /** What happened, one sentence. */
  what: string;
  /** File, or path in the definition. */
  where?: string;
  /** The values or lines that show it. */
  evidence?: string;
  /** Likely cause. */
  cause?: string;
  /** What the reader can do next. */
  next?: string;
}

/** An error meant for people: a code and what · where · evidence · cause · next step. */
export class ComposeGenError extends Error {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super(describeParts(parts), options);
    this.name = "ComposeGenError";
    this.parts = parts;
  }

  get code(): string {
    return this.parts.code;
  }
}

/** True for an error with five parts, also for one of another copy of this package (a configuration loads its own). */
export function isComposeGenError(error: unknown): error is ComposeGenError {
  return error instanceof Error && error.name === "ComposeGenError" && "parts" in error;
}

/** Plain text of any error: the five parts one per line, or the message of a foreign error. */
export function describeError(error: unknown): string {
  if (isComposeGenError(error)) return describeParts(error.parts);
  return thrownText(error);
}

/** What was thrown, in words: the message of an error; anything else, which JavaScript permits too, as it is written. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return String(thrown.message);
  return typeof thrown === "string" ? thrown : inspect(thrown, { depth: 1, customInspect: false });
}

function describeParts({ code, what, where, evidence, cause, next }: ErrorParts): string {
  const lines = [`${what} [${code}]`];
  const add = (label: string, text: string | undefined) => {
    if (text) lines.push(`  ${`${label}:`.padEnd(10)}${text.replaceAll("\n", `\n${" ".repeat(12)}`)}`);
  };
  add("where", where);
  add("evidence", evidence);
  add("cause", cause);
  add("next", next);
  return lines.join("\n");
}
