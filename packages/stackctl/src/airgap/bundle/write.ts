import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { TarSource } from "modern-tar/fs";
import { giveName } from "../../backup/make.ts";
import { systemCode } from "../../errors.ts";
import { writeError } from "../../instance/atomic-file.ts";
import { type BundleManifest, blobName, INDEX, LAYOUT, LOCK, MANIFEST, SUMS } from "./format.ts";

/** What a bundle is made from. */
export interface BundleContent {
  manifest: BundleManifest;
  /** Text of the lock with the digests of this bundle. */
  lock: string;
  /** Index of the layout. */
  index: string;
  /** Name below `compose/` → text. */
  files: Readonly<Record<string, string>>;
  /** Digest → file that holds it. */
  blobs: ReadonlyMap<string, string>;
}

/**
 * Writes a bundle in one step: the file is whole or not there. The same content makes the same bytes.
 *
 * @throws StackError `FILE_EXISTS`, `DISK_FULL`, `STATE_UNWRITABLE`; an abort
 */
export async function writeBundle(file: string, content: BundleContent, signal: AbortSignal): Promise<void> {
  const { packTar } = await import("modern-tar/fs");
  const texts: Record<string, string> = {
    [MANIFEST]: json(content.manifest),
    [LAYOUT]: '{"imageLayoutVersion":"1.0.0"}',
    [INDEX]: content.index,
    [LOCK]: content.lock,
    ...content.files,
  };
  const digests = [...content.blobs.keys()].sort();
  const sums = [
    ...Object.entries(texts).map(([name, text]) => `${sha256(text)}  ${name}`),
    ...digests.map((digest) => `${digest.slice("sha256:".length)}  ${blobName(digest)}`),
  ];
  const { [MANIFEST]: first = "", ...others } = texts;
  const sources: TarSource[] = [
    textEntry(MANIFEST, first),
    textEntry(SUMS, `${sums.join("\n")}\n`),
    ...Object.entries(others).map(([name, text]) => textEntry(name, text)),
    ...digests.map((digest): TarSource => {
      const source = content.blobs.get(digest) ?? "";
      return { type: "file", source, target: blobName(digest), ...owner };
    }),
  ];
  const temporary = `${file}.${process.pid}.tmp`;
  const tar = packTar(sources);
  try {
    await pipeline(tar, createWriteStream(temporary, { flags: "w", mode: 0o644, flush: true }), { signal });
    giveName(temporary, file);
  } catch (error) {
    if (signal.aborted || systemCode(error) === undefined) throw error;
    throw writeError(error, file);
  } finally {
    tar.destroy();
    await rm(temporary, { force: true });
  }
}

const owner = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };

const textEntry = (target: string, content: string): TarSource => ({
  type: "content",
  content,
  target,
  ...owner,
});

const json = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
