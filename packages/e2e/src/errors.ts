/** The five parts of an error for people; the code is stable, e.g. `PARENT_HALF_SET`. */
export interface ErrorParts {
  code: string;
  /** What happened, one sentence. */
  what: string;
  /** File, service or address. */
  where?: string;
  /** Last lines, status or value that shows it. */
  evidence?: string;
  /** Likely cause. */
  cause?: string;
  /** What the reader can do next. */
  next?: string;
}

/** An error meant for people. Test runners print only its message, so that holds all parts. */
export class E2eError extends Error {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super(describe(parts), options);
    this.name = "E2eError";
    this.parts = parts;
  }

  get code(): string {
    return this.parts.code;
  }
}

function describe({ code, what, ...others }: ErrorParts): string {
  const lines = [`${what} [${code}]`];
  for (const name of ["where", "evidence", "cause", "next"] as const) {
    const value = others[name];
    if (value) lines.push(`  ${`${name}:`.padEnd(9)} ${value.replaceAll("\n", `\n${" ".repeat(12)}`)}`);
  }
  return lines.join("\n");
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
