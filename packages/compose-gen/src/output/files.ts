import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComposeGenError } from "../errors.ts";

/** A file as it should be. */
export interface OutputFile {
  /** Absolute path. */
  path: string;
  /** Path as it is shown to the reader. */
  shown: string;
  content: string;
}

/** A file compared with the disk. */
export interface ComparedFile extends OutputFile {
  status: "unchanged" | "changed" | "missing";
  /** Content on disk, when there is some. */
  current?: string;
}

/** Compares files with the disk. */
export function compareFiles(files: readonly OutputFile[]): ComparedFile[] {
  return files.map((file) => {
    const current = readIfPresent(file.path);
    if (current === undefined) return { ...file, status: "missing" };
    return { ...file, current, status: current === file.content ? "unchanged" : "changed" };
  });
}

/** The first line (from 1) in which two texts differ. */
export function firstDifference(left: string, right: string): number {
  const rightLines = right.split("\n");
  const leftLines = left.split("\n");
  const index = leftLines.findIndex((line, at) => line !== rightLines[at]);
  return (index === -1 ? leftLines.length : index) + 1;
}

/** The text of a file, or `undefined` when there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ComposeGenError(
      {
        code: "OUTPUT_UNREADABLE",
        what: "A file in the output folder cannot be read.",
        where: path,
        evidence: (error as Error).message,
        next: "Check what is at this path and who owns it, or choose another folder with --out.",
      },
      { cause: error },
    );
  }
}

/** Joins an output folder and a path with `/`. */
export function outputFile(
  directory: string,
  shownDirectory: string,
  path: string,
  content: string,
): OutputFile {
  return { path: join(directory, path), shown: join(shownDirectory, path), content };
}
