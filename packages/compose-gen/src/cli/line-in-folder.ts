import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** `file:line`, relative to `folder`, of the innermost call in a file of the reader's; `undefined` when there is none. */
export function lineInFolder(error: Error, folder: string): string | undefined {
  for (const [, url = "", line] of (error.stack ?? "").matchAll(/(file:\/\/[^\s()]+?):(\d+):\d+\)?$/gm)) {
    const path = fileURLToPath(url);
    const shown = relative(folder, path);
    if (shown.startsWith("..") || /node_modules|\/compose-gen\/(?:src|dist)\//.test(path)) continue;
    return `${shown}:${line}`;
  }
  return undefined;
}
