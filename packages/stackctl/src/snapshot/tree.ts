import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, constants, copyFile, lstat, mkdir, open, readdir, readlink, symlink } from "node:fs/promises";
import { join } from "node:path";
import { writeError } from "../instance/atomic-file.ts";

/** What tells a file or folder with everything below it from another one. */
export interface TreeDigest {
  sha256: string;
  /** Of all files. */
  bytes: number;
}

/**
 * Copies a file or folder with its modes, and waits until the disk has it. Sockets and the like are left out.
 *
 * @throws StackError `DISK_FULL`, `STATE_UNWRITABLE`
 */
export async function copyTree(source: string, target: string): Promise<void> {
  try {
    await copy(source, target);
  } catch (error) {
    throw writeError(error, target);
  }
}

async function copy(source: string, target: string): Promise<void> {
  const stat = await lstat(source);
  if (stat.isSymbolicLink()) return symlink(await readlink(source), target);
  if (stat.isDirectory()) {
    await mkdir(target, { mode: 0o700 });
    for (const name of await readdir(source)) await copy(join(source, name), join(target, name));
    return chmod(target, stat.mode & 0o777);
  }
  if (!stat.isFile()) return;
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, stat.mode & 0o777);
  await using file = await open(target, "r");
  await file.sync();
}

/** The digest of names, modes and contents; the same for an exact copy. */
export async function treeDigest(path: string): Promise<TreeDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  const visit = async (name: string): Promise<void> => {
    const full = join(path, name);
    const stat = await lstat(full);
    const mode = (stat.mode & 0o777).toString(8);
    if (stat.isDirectory()) {
      hash.update(`folder ${mode} ${name}\n`);
      for (const child of (await readdir(full)).sort()) await visit(join(name, child));
    } else if (stat.isSymbolicLink()) hash.update(`link ${name} ${await readlink(full)}\n`);
    else if (stat.isFile()) {
      bytes += stat.size;
      hash.update(`file ${mode} ${name} ${await fileDigest(full)}\n`);
    }
  };
  await visit("");
  return { sha256: hash.digest("hex"), bytes };
}

/** SHA-256 of a file, 64 hex. */
export async function fileDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
