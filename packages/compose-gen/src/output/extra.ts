import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MARK } from "../render/header.ts";
import { type OutputFile, readIfPresent } from "./files.ts";

/** Files of this generator under `directory` (two levels) that are not among `files`; absolute paths, sorted. */
export function findExtraFiles(directory: string, files: readonly OutputFile[]): string[] {
  const expected = new Set(files.map((file) => file.path));
  return listFiles(directory, 3)
    .filter((path) => !expected.has(path) && (readIfPresent(path) ?? "").startsWith(MARK))
    .sort();
}

function listFiles(directory: string, depth: number): string[] {
  if (depth === 0) return [];
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return listFiles(path, depth - 1);
    return entry.isFile() && /\.(?:yml|conf|env\.example)$/.test(entry.name) ? [path] : [];
  });
}
