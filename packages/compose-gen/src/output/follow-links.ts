import { readlinkSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Where a path leads over symbolic links, also when there is nothing yet.
 *
 * @throws Error of the file system, `ELOOP` for links that lead around in a circle
 */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const target = readLink(path);
  return target === undefined ? path : followLinks(resolve(dirname(path), target));
}

/** What a link says; `undefined` for what is none. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
