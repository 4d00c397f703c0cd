import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Backend, Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import { type ArchiveEntry, readArchive, writeArchive } from "../../src/backup/archive.ts";
import { hostKey, readIdentities } from "../../src/backup/key.ts";
import { makeBackup } from "../../src/backup/make.ts";
import { restoreBackup } from "../../src/backup/restore.ts";
import { fileInstance, lock } from "./file-instance.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const never = new AbortController().signal;
export const code = (name: string) =>
  expect.objectContaining({ parts: expect.objectContaining({ code: name }) });

/** A backup of an instance of files, and what opens it. */
export async function backedUp() {
  const operation = fileInstance(temporaryFolder());
  const { recipient, file: key = "" } = await hostKey(operation.home);
  const file = join(operation.home, "saved.age");
  const made = await makeBackup(embeddedBackend, operation, lock, { file, recipient });
  return { operation, file, key, made, source: { file, identities: readIdentities(key) }, recipient };
}

export const restore = (
  operation: Operation,
  source: { file: string; identities: string[] },
  backend?: Backend,
) => restoreBackup(backend ?? embeddedBackend, operation, lock, source, () => {});

/** The entries of a backup, read with its key. */
export async function entriesOf(source: { file: string; identities: string[] }) {
  const entries: { name: string; content: Buffer }[] = [];
  await readArchive(source.file, source.identities, never, async ({ name, content }) => {
    entries.push({ name, content: Buffer.concat(await content.toArray()) });
    return true;
  });
  return entries;
}

/** Writes a backup anew that somebody with the public key has changed. */
export async function rewritten(
  { source, recipient }: Awaited<ReturnType<typeof backedUp>>,
  change: (entries: { name: string; content: Buffer }[]) => { name: string; content: Buffer }[],
) {
  const folder = temporaryFolder();
  const entries = change(await entriesOf(source)).map(({ name, content }, index): ArchiveEntry => {
    const file = join(folder, String(index));
    writeFileSync(file, content);
    return { name, file };
  });
  const file = join(folder, "changed.age");
  await writeArchive(file, recipient, entries, never);
  return { file, identities: source.identities };
}

export const withManifest = (change: object) => (entries: { name: string; content: Buffer }[]) =>
  entries.map((entry) => {
    if (entry.name !== "manifest.json") return entry;
    const manifest = { ...JSON.parse(entry.content.toString()), ...change };
    return { name: entry.name, content: Buffer.from(JSON.stringify(manifest)) };
  });
