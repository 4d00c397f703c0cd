import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MARK } from "../render/header.ts";
import { type OutputFile, readIfPresent } from "./files.ts";

/** What a run that was killed leaves beside a file; the file itself is whole. */
const LEFTOVER = /\.(?:yml|conf|env\.example)\.(?:[0-9a-f]{8}-\d+-)?[a-z0-9]{8}\.tmp$/;

/** Files of this generator under `directory` (two levels) that are not among `files`; absolute paths, sorted. */
export function findExtraFiles(directory: string, files: readonly OutputFile[]): string[] {
  const expected = new Set(files.map((file) => file.path));
  return listFiles(directory, 3)
    .filter((path) => !expected.has(path) && (LEFTOVER.test(path) || isOurs(path)))
    .sort();
}

function isOurs(path: string): boolean {
  return (readIfPresent(path) ?? "").startsWith(MARK);
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
    const wanted = /\.(?:yml|conf|env\.example)$/.test(entry.name) || LEFTOVER.test(entry.name);
    return entry.isFile() && wanted ? [path] : [];
  });
}
