import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ComposeGenError } from "../errors.ts";
import type { OutputFile } from "./files.ts";
import { followLinks } from "./follow-links.ts";
import { removeLeftovers, temporaryName } from "./temporary-name.ts";

/**
 * Writes all files or none: each goes beside its place first, and only when all are there they take their places;
 * if one cannot, those that did are given back. A file that is there keeps its permission bits, and a link stays one:
 * what it leads to is written. What a killed run left beside a place is removed, which `--check` calls an extra file.
 *
 * @throws ComposeGenError `OUTPUT_NOT_WRITTEN`; the old files are there as before then
 */
export function writeAll(files: readonly OutputFile[]): void {
  const undo: (() => void)[] = [];
  const staged: { file: OutputFile; place: string; temporary: string }[] = [];
  let current: OutputFile | undefined;
  try {
    for (const file of files) {
      current = file;
      const place = followLinks(file.path);
      const temporary = temporaryName(place);
      removeLeftovers(place);
      mkdirSync(dirname(place), { recursive: true });
      undo.push(() => rmSync(temporary, { force: true }));
      writeFileSync(temporary, file.content, { flag: "wx" });
      staged.push({ file, place, temporary });
    }
    for (const { file, place, temporary } of staged) {
      current = file;
      const before = readExact(place);
      if (before) chmodSync(temporary, before.mode);
      renameSync(temporary, place);
      undo.push(() => putBack(place, before));
    }
  } catch (error) {
    // The last one first: two files may have led to one place.
    for (const step of undo.reverse()) step();
    throw notWritten(current, error as NodeJS.ErrnoException);
  }
}

/** The bytes and permission bits of a file that is about to be replaced; `undefined` when there is none. */
function readExact(path: string): { content: Buffer; mode: number } | undefined {
  try {
    return { content: readFileSync(path), mode: statSync(path).mode & 0o7777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function putBack(place: string, before: ReturnType<typeof readExact>): void {
  if (before === undefined) rmSync(place, { force: true });
  else {
    const temporary = temporaryName(place);
    writeFileSync(temporary, before.content, { flag: "wx" });
    chmodSync(temporary, before.mode);
    renameSync(temporary, place);
  }
}

function notWritten(file: OutputFile | undefined, error: NodeJS.ErrnoException): ComposeGenError {
  const cause = causes[error.code ?? ""];
  return new ComposeGenError(
    {
      code: "OUTPUT_NOT_WRITTEN",
      what: "The files could not be written; the old ones are as they were.",
      evidence: error.message,
      next: "Correct that, or choose another folder with --out.",
      ...(file ? { where: file.shown } : {}),
      ...(cause ? { cause } : {}),
    },
    { cause: error },
  );
}

const causes: Record<string, string> = {
  EACCES: "The folder belongs to somebody else.",
  EROFS: "The file system is read-only.",
  ENOSPC: "The disk is full.",
  ENOTDIR: "A part of the path is a file, not a folder.",
  EISDIR: "A folder is where the file should be.",
  ELOOP: "Links lead around in a circle.",
};
