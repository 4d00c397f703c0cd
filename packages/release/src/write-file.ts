import { chmodSync, renameSync, statSync, writeFileSync } from "node:fs";

/**
 * Writes a file so that a crash leaves the old or the new content, never a part. One that was there keeps its permissions.
 * What a crash leaves beside it is taken by the next writing.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const next = `${path}.next`;
  writeFileSync(next, content);
  const before = statSync(path, { throwIfNoEntry: false });
  if (before) chmodSync(next, before.mode & 0o7777);
  renameSync(next, path);
}
