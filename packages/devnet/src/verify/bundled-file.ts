import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * A file that the build puts into `dist/`, as seen from the bundle or from one of its chunks (`dist/chunks/`).
 *
 * @returns its path, or undefined when this code runs from source
 */
export function bundledFile(name: string): string | undefined {
  if (import.meta.url.endsWith(".ts")) return undefined;
  return [`./${name}`, `../${name}`]
    .map((candidate) => fileURLToPath(new URL(candidate, import.meta.url)))
    .find((candidate) => existsSync(candidate));
}
