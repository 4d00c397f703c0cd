import { createReadStream, createWriteStream } from "node:fs";
import { lstat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { makeFolder } from "../instance/atomic-file.ts";

/**
 * Writes a file, or a folder with all below it, into a tar, mode 0600.
 *
 * @param name the name that it has in the archive
 */
export async function packTree(path: string, name: string, tar: string, signal: AbortSignal): Promise<void> {
  const { packTar } = await import("modern-tar/fs");
  const type = (await lstat(path)).isDirectory() ? "directory" : "file";
  const target = createWriteStream(tar, { mode: 0o600 });
  await pipeline(packTar([{ type, source: path, target: name }]), target, { signal });
}

/** Unpacks such an archive into a folder; nothing of it leads out of there. */
export async function unpackTree(tar: string, folder: string, signal: AbortSignal): Promise<void> {
  const { unpackTar } = await import("modern-tar/fs");
  makeFolder(folder, 0o700);
  await pipeline(createReadStream(tar), unpackTar(folder), { signal });
}

/** The tar in a gzipped one, which snapshots have, as a file of its own. */
export async function unzip(archive: string, tar: string, signal: AbortSignal): Promise<void> {
  const target = createWriteStream(tar, { mode: 0o600 });
  await pipeline(createReadStream(archive), createGunzip(), target, { signal });
}

/** A tar as snapshots have it. Fast: databases that were just made are mostly zeros. */
export async function zip(tar: string, archive: string, signal: AbortSignal): Promise<void> {
  const target = createWriteStream(archive, { mode: 0o600, flush: true });
  await pipeline(createReadStream(tar), createGzip({ level: 1 }), target, { signal });
}
