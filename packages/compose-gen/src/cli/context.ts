/** What a command may touch: injected, so that tests run commands in-process. */
export interface CliContext {
  /** Arguments after the program's name. */
  argv: readonly string[];
  /** Folder that relative paths start at. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Definitions that the shipped command holds. */
  definitionsFile: string;
  out(text: string): void;
  err(text: string): void;
  now(): Date;
}

/** The current day as waivers write it: `YYYY-MM-DD` in UTC. */
export function todayOf({ now }: CliContext): string {
  return now().toISOString().slice(0, 10);
}

/** Exit codes of every command: ok · a check failed · a registry cannot be reached · usage or internal error. */
export const exitCodes = { ok: 0, failed: 1, unreachable: 2, error: 3 } as const;
