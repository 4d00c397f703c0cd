import { renameSync, writeFileSync } from "node:fs";

/** Writes a file so that a crash leaves the old or the new content, never a part. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, content);
  renameSync(next, path);
}
