import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createTarDecoder } from "modern-tar";
import type { TarSource } from "modern-tar/fs";
import { messageOf, StackError, systemCode } from "../errors.ts";
import { writeError } from "../instance/atomic-file.ts";
import { backupDamaged } from "./manifest.ts";

/** One entry of the encrypted tar: a file, or a text. */
export type ArchiveEntry = { name: string; file: string } | { name: string; text: string };

/** Longest entry that is read into memory, bytes. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/**
 * Writes an encrypted tar, mode 0600, and waits until the disk has it.
 *
 * @param recipient public key, `age1…`
 * @throws StackError `DISK_FULL`, `STATE_UNWRITABLE`; an abort
 */
export async function writeArchive(
  file: string,
  recipient: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): Promise<void> {
  const [{ Encrypter }, { packTar }] = await Promise.all([import("age-encryption"), import("modern-tar/fs")]);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const tar = packTar(entries.map(sourceOf));
  try {
    const encrypted = await encrypter.encrypt(Readable.toWeb(tar) as ReadableStream<Uint8Array>);
    const target = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(Readable.fromWeb(encrypted), target, { signal });
  } catch (error) {
    if (signal.aborted || error instanceof StackError || systemCode(error) === undefined) throw error;
    throw writeError(error, file);
  } finally {
    tar.destroy();
  }
}

function sourceOf(entry: ArchiveEntry): TarSource {
  const common = { target: entry.name, mode: 0o600, uid: 0, gid: 0, mtime: new Date(0) };
  return "file" in entry
    ? { type: "file", source: entry.file, ...common }
    : { type: "content", content: entry.text, ...common };
}

/** What an entry holds. */
export interface ReadEntry {
  name: string;
  /** Reads it as text. @throws StackError `BACKUP_DAMAGED` when it is too long for one */
  text(): Promise<string>;
  content: Readable;
}

/**
 * Reads an encrypted tar entry by entry. Without an early end it is read to its last byte: only then all of it is known to
 * be what was written.
 *
 * @param visit returns false to end early; what it does not read is passed over
 * @throws StackError `BACKUP_UNKNOWN`, `BACKUP_WRONG_KEY`, `BACKUP_DAMAGED`; what `visit` throws; an abort
 */
export async function readArchive(
  file: string,
  identities: readonly string[],
  signal: AbortSignal,
  visit: (entry: ReadEntry) => Promise<boolean>,
): Promise<void> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const source = createReadStream(file, { signal });
  let visiting = false;
  try {
    const plain = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>);
    const decoder = createTarDecoder({ strict: true });
    for await (const { header, body } of plain.pipeThrough(decoder)) {
      const content = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
      // An error of the archive reaches the loop itself.
      content.on("error", () => {});
      const text = () => readText(content, header.size, file);
      visiting = true;
      const more = await visit({ name: header.name, text, content });
      visiting = false;
      if (!more) return;
      content.resume();
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw readError(error, file, visiting);
  } finally {
    source.destroy();
  }
}

async function readText(content: Readable, size: number, file: string): Promise<string> {
  if (size > TEXT_LIMIT) throw backupDamaged(file, "an entry that should be short is not");
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function readError(error: unknown, file: string, visiting: boolean): unknown {
  const code = systemCode(error);
  if (error instanceof StackError) return error;
  if (code === "ENOENT" || code === "EISDIR" || code === "EACCES") return unreadable(file, error);
  if (visiting && code !== undefined && /^(?:ENOSPC|EDQUOT|EROFS)$/.test(code))
    return writeError(error, file);
  if (/no identity matched/.test(messageOf(error))) return wrongKey(file);
  return backupDamaged(file, messageOf(error));
}

function unreadable(file: string, error: unknown): StackError {
  return new StackError({
    code: "BACKUP_UNKNOWN",
    what: "The backup cannot be read; nothing was changed.",
    where: file,
    evidence: messageOf(error),
    next: "Check the path, its owner and mode.",
  });
}

function wrongKey(file: string): StackError {
  return new StackError({
    code: "BACKUP_WRONG_KEY",
    what: "The key does not open this backup; nothing was changed.",
    where: file,
    cause:
      "It was made for another recipient, on another host or with --recipient; or its beginning was changed.",
    next: "Name the file with the private key that belongs to it: `--identity-file FILE`.",
  });
}
