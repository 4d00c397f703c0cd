import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";

/**
 * SHA-256 (hex) over names, execute bits and contents of the files in a folder, the same on every machine. A link counts
 * with its target. `paths` limits it to files and folders below the folder.
 * @throws the file system's error for a path that does not exist
 */
export async function digestFolder(folder: string, paths: readonly string[] = ["."]): Promise<string> {
  const files = new Set<string>();
  for (const path of paths) for await (const file of filesIn(join(folder, path))) files.add(file);
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    const { kind, content } = await readEntry(file);
    hash.update(`${kind} ${content.length} ${relative(folder, file)}\0`).update(content);
  }
  return hash.digest("hex");
}

async function* filesIn(path: string): AsyncGenerator<string> {
  if (!(await lstat(path)).isDirectory()) {
    yield path;
    return;
  }
  for (const name of await readdir(path)) yield* filesIn(join(path, name));
}

async function readEntry(file: string): Promise<{ kind: string; content: Buffer }> {
  const stat = await lstat(file);
  if (stat.isSymbolicLink()) return { kind: "link", content: Buffer.from(await readlink(file)) };
  return { kind: stat.mode & 0o100 ? "executable" : "file", content: await readFile(file) };
}
