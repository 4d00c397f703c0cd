/** The five parts of an error for people; see {@link DevnetError}. */
export interface ErrorParts {
  /** Stable machine-readable code, e.g. `PORT_TAKEN`. */
  code: string;
  /** What happened, one sentence. */
  what: string;
  /** File, path in it, service or address. */
  where?: string;
  /** Last lines, status or value that shows it. */
  evidence?: string;
  /** Likely cause. */
  cause?: string;
  /** What the reader can do next. */
  next?: string;
}

/** An error meant for people: a code and what · where · evidence · cause · next step. */
export class DevnetError extends Error {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super(parts.what, options);
    this.name = "DevnetError";
    this.parts = parts;
  }

  get code(): string {
    return this.parts.code;
  }
}

/** Plain text of any error: the five parts one per line, or the message of a foreign error. */
export function describeError(error: unknown): string {
  if (!(error instanceof DevnetError)) return error instanceof Error ? error.message : String(error);
  const { code, what, where, evidence, cause, next } = error.parts;
  const lines = [`${what} [${code}]`];
  if (where) lines.push(`  where:    ${where}`);
  if (evidence) lines.push(`  evidence: ${evidence}`);
  if (cause) lines.push(`  cause:    ${cause}`);
  if (next) lines.push(`  next:     ${next}`);
  return lines.join("\n");
}
