import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ComposeGenError } from "../errors.ts";
import type { OutputFile } from "./files.ts";

/**
 * Writes all files or none: each goes beside its place first, and only when all are there they take their places.
 *
 * @throws ComposeGenError `OUTPUT_NOT_WRITTEN`; the old files are untouched then
 */
export function writeAll(files: readonly OutputFile[]): void {
  const staged: { temporary: string; file: OutputFile }[] = [];
  let current: OutputFile | undefined;
  try {
    for (const file of files) {
      current = file;
      mkdirSync(dirname(file.path), { recursive: true });
      const temporary = `${file.path}.${process.pid}.tmp`;
      staged.push({ temporary, file });
      writeFileSync(temporary, file.content, { flag: "wx" });
    }
    for (const { temporary, file } of staged) {
      current = file;
      renameSync(temporary, file.path);
    }
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw new ComposeGenError(
      {
        code: "OUTPUT_NOT_WRITTEN",
        what: "The files could not be written.",
        where: current?.shown ?? "",
        evidence: (error as Error).message,
        cause: causes[(error as NodeJS.ErrnoException).code ?? ""] ?? "",
        next: "Correct that, or choose another folder with --out. No file was left half-written.",
      },
      { cause: error },
    );
  }
}

const causes: Record<string, string> = {
  EACCES: "The folder belongs to somebody else.",
  EROFS: "The file system is read-only.",
  ENOSPC: "The disk is full.",
  ENOTDIR: "A part of the path is a file, not a folder.",
  EISDIR: "A folder is where the file should be.",
};
