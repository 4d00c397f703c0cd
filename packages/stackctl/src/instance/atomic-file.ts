import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, messageOf, StackError, systemCode } from "../errors.ts";

export interface WriteOptions {
  /** Permission bits, default 0o644; 0o600 for secrets. */
  mode?: number;
  /** Wait until the disk has it; default true. */
  durable?: boolean;
}

/**
 * Replaces a file in one step: a reader sees the old content or the new one. A failed write leaves the old one.
 *
 * @throws StackError `DISK_FULL` or `STATE_UNWRITABLE`
 */
export function writeFileAtomic(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): void {
  replaceWith(file, content, options, (temporary) => renameSync(temporary, file));
}

/**
 * Creates a file in one step; one that is there already stays as it is.
 *
 * @returns whether it was created
 * @throws StackError `DISK_FULL` or `STATE_UNWRITABLE`
 */
export function createFileAtomic(file: string, content: string, options: WriteOptions = {}): boolean {
  let created = true;
  replaceWith(file, content, options, (temporary) => {
    try {
      linkSync(temporary, file);
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
      created = false;
    } finally {
      rmSync(temporary);
    }
  });
  return created;
}

/** Writes a whole file beside another one, for `place` to put it there. */
function replaceWith(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions,
  place: (temporary: string) => void,
): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(temporary, "w", options.mode ?? 0o644);
    try {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      if (options.durable !== false) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    place(temporary);
  } catch (error) {
    removeQuietly(temporary);
    throw writeError(error, file);
  }
}

/** Creates a folder and its parents. @throws StackError `DISK_FULL` or `STATE_UNWRITABLE` */
export function makeFolder(folder: string, mode = 0o755): void {
  try {
    mkdirSync(folder, { recursive: true, mode });
  } catch (error) {
    throw writeError(error, folder);
  }
}

/** A failed write as an error for people. */
export function writeError(error: unknown, path: string): StackError {
  const full = ["ENOSPC", "EDQUOT"].includes(systemCode(error) ?? "");
  return new StackError(
    {
      code: full ? "DISK_FULL" : "STATE_UNWRITABLE",
      what: full ? "The disk is full; the old file is untouched." : "The state folder cannot be written.",
      where: path,
      evidence: messageOf(error),
      ...(!full && { cause: "It is read-only, belongs to another user, or is no folder." }),
      next: full
        ? "Free some space, then repeat the command."
        : "Fix its owner and mode, or set STACKCTL_HOME to a folder that you may write.",
    },
    EXIT.usage,
    { cause: error },
  );
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The first error is the one to report.
  }
}
