import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { type OutputFile, readIfPresent } from "./files.ts";

/**
 * Writes all files or none: each goes beside its place first, and only when all are there they take their places;
 * if one cannot, those that did are given back.
 *
 * @throws ComposeGenError `OUTPUT_NOT_WRITTEN`; the old files are there as before then
 */
export function writeAll(files: readonly OutputFile[]): void {
  const undo: (() => void)[] = [];
  let current: OutputFile | undefined;
  try {
    for (const file of files) {
      current = file;
      const temporary = temporaryPath(file);
      mkdirSync(dirname(file.path), { recursive: true });
      undo.push(() => rmSync(temporary, { force: true }));
      writeFileSync(temporary, file.content);
    }
    for (const file of files) {
      current = file;
      const before = readIfPresent(file.path);
      renameSync(temporaryPath(file), file.path);
      undo.push(() => putBack(file, before));
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw notWritten(current, error as NodeJS.ErrnoException);
  }
}

function temporaryPath(file: OutputFile): string {
  return `${file.path}.${process.pid}.tmp`;
}

function putBack(file: OutputFile, before: string | undefined): void {
  if (before === undefined) rmSync(file.path, { force: true });
  else {
    writeFileSync(temporaryPath(file), before);
    renameSync(temporaryPath(file), file.path);
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
};
