import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every module that the TypeScript files of a folder import, statically or not, with the importing file. */
export function importsOf(folder: string): { file: string; specifier: string }[] {
  return sourceFiles(folder).flatMap((file) => {
    const source = readFileSync(file, "utf8");
    const found = [
      ...source.matchAll(/^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm),
      ...source.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
      ...source.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
    ];
    return found.map(([, specifier = ""]) => ({ file, specifier }));
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules"));
}
