import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { RegistryClient } from "@unicity-sphere/compose-gen/registry";
import { systemCode } from "../../errors.ts";
import { writeError } from "../../instance/atomic-file.ts";
import { otherContent } from "./errors.ts";

/** Something that is named by its digest. */
export interface Blob {
  digest: string;
  /** bytes */
  size: number;
}

/** The slowest line that a download may have, bytes per millisecond. */
const SLOWEST = 50;

/** Where a folder of blobs keeps what a digest names. */
export function blobFile(folder: string, digest: string): string {
  return join(folder, digest.replace(":", "-"));
}

/** Whether the folder has it, whole: a disk can change what it keeps. */
export async function hasBlob(folder: string, { digest, size }: Blob): Promise<boolean> {
  const file = blobFile(folder, digest);
  const found = await stat(file).catch(() => undefined);
  if (found?.size === size && (await sumOf(file)) === digest) return true;
  await rm(file, { force: true });
  return false;
}

/**
 * Brings a blob into the folder, from where a broken download ended. It gets its name once its bytes have its digest.
 *
 * @param timeout ms, for the registry; the transfer gets more by its size
 * @returns the file
 * @throws ComposeGenError `REGISTRY_…`; StackError `DIGEST_MISMATCH`, `DISK_FULL`, `STATE_UNWRITABLE`
 */
export async function fetchBlob(
  client: Pick<RegistryClient, "download">,
  blob: Blob,
  folder: string,
  timeout: number,
): Promise<string> {
  const file = blobFile(folder, blob.digest);
  if (await hasBlob(folder, blob)) return file;
  const part = `${file}.part`;
  const begun = (await stat(part).catch(() => undefined))?.size ?? 0;
  const from = begun < blob.size ? begun : 0;
  let where = blob.digest;
  let own: unknown;
  const receive = async (response: Response, url: URL) => {
    where = `${url.origin}${url.pathname}`;
    try {
      await keep(response, part, response.status === 206 ? from : 0, blob);
    } catch (error) {
      if (isDisk(error)) own = writeError(error, part);
      await response.body?.cancel().catch(() => {});
      throw error;
    }
  };
  const limit = Math.round(timeout + blob.size / SLOWEST);
  await client.download(`blobs/${blob.digest}`, { from, timeout: limit, receive }).catch((error: unknown) => {
    throw own ?? error;
  });
  const sum = await sumOf(part);
  if (sum !== blob.digest) {
    await rm(part, { force: true });
    if (from > 0) return fetchBlob(client, blob, folder, timeout);
    throw otherContent(where, blob.digest, sum);
  }
  await rename(part, file);
  return file;
}

/** Writes what comes, and not a byte more than there may be. What came before a connection broke stays. */
async function keep(response: Response, part: string, from: number, { size }: Blob): Promise<void> {
  // Opened and written in no other turn than what comes: a stream drops what it still holds when its connection breaks.
  const target = openSync(part, from > 0 ? "r+" : "w");
  let end = from;
  try {
    for await (const chunk of response.body ?? []) {
      if (end === size) break;
      for (let rest = chunk.subarray(0, size - end); rest.byteLength > 0; ) {
        const written = writeSync(target, rest, 0, rest.byteLength, end);
        rest = rest.subarray(written);
        end += written;
      }
    }
  } finally {
    closeSync(target);
  }
  if (end < size) throw new Error(`The answer ended ${size - end} bytes early.`);
}

const isDisk = (error: unknown) =>
  ["ENOSPC", "EDQUOT", "EACCES", "EROFS", "ENOENT"].includes(systemCode(error) ?? "");

async function sumOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest("hex")}`;
}
