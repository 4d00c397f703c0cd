import { copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { writeError } from "./atomic-file.ts";

/** A log file is cut when it is larger, in bytes; one older copy is kept. */
export const LOG_LIMIT = 2 * 1024 * 1024;

/** Opens a log for a service to append to, cutting it first when it has grown past the limit. */
export function openLog(file: string): number {
  capLog(file);
  try {
    return openSync(file, "a", 0o600);
  } catch (error) {
    throw writeError(error, file);
  }
}

/** Copies a log past the limit to `<file>.1` and empties it; safe while a service appends to it. */
export function capLog(file: string, limit = LOG_LIMIT): void {
  try {
    if (!existsSync(file) || statSync(file).size <= limit) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file, 0);
  } catch {
    // A log that cannot be cut must not stop the command.
  }
}

/** The last lines of a log, without the empty one at its end; empty when there is none. */
export function tailLog(file: string, lines: number): string[] {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").filter(Boolean).slice(-lines);
  } catch {
    return [];
  }
}
