import type { FileHandle } from "node:fs/promises";
import { damaged, noBundle, truncated, unsafe } from "./errors.ts";
import { KNOWN_NAME, MANIFEST } from "./format.ts";

/** Where a file of a bundle lies, bytes from the start of the bundle. */
export interface Entry {
  name: string;
  start: number;
  size: number;
}

/** A tar consists of such blocks (POSIX pax, "ustar Interchange Format"). */
const BLOCK = 512;
/** Far more than the layers of all images. */
const MOST_ENTRIES = 20_000;

/**
 * The places of all files of a bundle: they are served from where they lie, which a reader of streams does not tell.
 * Anything but plain files with known names, each once, is refused.
 *
 * @throws StackError `AIRGAP_TRUNCATED`, `AIRGAP_DAMAGED`, `AIRGAP_UNSAFE`, `AIRGAP_UNKNOWN`
 */
export async function readEntries(handle: FileHandle, file: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const { size: end } = await handle.stat();
  const block = Buffer.alloc(BLOCK);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(block, 0, BLOCK, position);
    if (bytesRead === 0 && entries.size === 0) throw noBundle(file, "the file is empty");
    if (bytesRead < BLOCK) throw truncated(file, `it ends within its list of files, after ${end} bytes`);
    if (block.every((byte) => byte === 0)) return entries;
    const entry = readHeader(block, position + BLOCK, file);
    if (entries.size === 0 && entry.name !== MANIFEST) throw noBundle(file, `it begins with ${entry.name}`);
    if (entries.has(entry.name)) throw unsafe(file, entry.name, "a file is there twice");
    if (entry.start + entry.size > end)
      throw truncated(file, `${entry.name} has ${end - entry.start} of ${entry.size} bytes`);
    if (entries.size === MOST_ENTRIES) throw noBundle(file, `it holds more than ${MOST_ENTRIES} files`);
    entries.set(entry.name, entry);
    position = entry.start + Math.ceil(entry.size / BLOCK) * BLOCK;
  }
}

function readHeader(block: Buffer, start: number, file: string): Entry {
  const text = (from: number, length: number) =>
    block.toString("latin1", from, from + length).replace(/\0.*$/s, "");
  const first = start === BLOCK;
  if (text(257, 5) !== "ustar") {
    if (first) throw noBundle(file, "it is no tar archive");
    throw damaged(file, `there is no file where one should begin, at byte ${start - BLOCK}`);
  }
  if (Number.parseInt(text(148, 8), 8) !== sumOf(block))
    throw damaged(file, `the header at byte ${start - BLOCK} does not have its sum`);
  const prefix = text(345, 155);
  const name = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  if (name.startsWith("/") || name.split("/").includes(".."))
    throw unsafe(file, name, "a path leads out of the bundle");
  if (!/^[0\0]$/.test(block.toString("latin1", 156, 157)))
    throw unsafe(file, name, "a link, folder or device");
  if (!KNOWN_NAME.test(name)) throw unsafe(file, name, "a file that no bundle has");
  const size = Number.parseInt(text(124, 12), 8);
  if (!Number.isSafeInteger(size) || size < 0)
    throw damaged(file, `${name} has no size, at byte ${start - BLOCK}`);
  return { name, start, size };
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
