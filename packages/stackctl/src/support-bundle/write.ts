import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, StackError, systemCode } from "../errors.ts";

/** Writes a folder that nobody else can read; it is there as a whole or not at all. @throws StackError `BUNDLE_EXISTS`, `BUNDLE_NOT_WRITTEN` */
export function writeBundle(folder: string, files: ReadonlyMap<string, string>): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw systemCode(error) === "EEXIST" ? bundleExists(folder) : notWritten(folder, error);
  }
  try {
    for (const [name, content] of files) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, content, { mode: 0o600, flag: "wx" });
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw notWritten(folder, error);
  }
}

/** Nothing is ever written over. */
export function bundleExists(folder: string): StackError {
  return new StackError({
    code: "BUNDLE_EXISTS",
    what: "There is something of this name; nothing was changed.",
    where: folder,
    next: "Name another folder: `npx @unicity-sphere/stackctl support-bundle FOLDER`.",
  });
}

function notWritten(folder: string, error: unknown): StackError {
  return new StackError({
    code: "BUNDLE_NOT_WRITTEN",
    what: "The bundle cannot be written; nothing of it is left.",
    where: folder,
    evidence: messageOf(error),
    next: "Name a folder on a disk that has room, in one that exists: `npx @unicity-sphere/stackctl support-bundle FOLDER`.",
  });
}
