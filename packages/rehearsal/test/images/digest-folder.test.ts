import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { digestFolder } from "../../src/index.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rehearsal-digest-"));
  await mkdir(join(folder, "b"));
  await writeFile(join(folder, "a"), "1");
  await writeFile(join(folder, "b/c"), "2", { mode: 0o644 });
});
afterEach(() => rm(folder, { recursive: true }));

test("content, name, execute bit and link target of every file count", async () => {
  const digests = new Set([await digestFolder(folder)]);
  const change = async (act: Promise<unknown>) => {
    await act;
    digests.add(await digestFolder(folder));
  };
  await change(writeFile(join(folder, "b/c"), "3"));
  await change(chmod(join(folder, "b/c"), 0o755));
  await change(writeFile(join(folder, "b/d"), ""));
  await change(symlink("a", join(folder, "e")));
  await change(rm(join(folder, "e")).then(() => symlink("b", join(folder, "e"))));
  expect(digests.size).toBe(6);
});

test("place, times, owner's other mode bits and the order of creation do not count", async () => {
  const digest = await digestFolder(folder);
  await chmod(join(folder, "a"), 0o600);
  await writeFile(join(folder, "a"), "1");
  expect(await digestFolder(folder)).toBe(digest);
  const other = await mkdtemp(join(tmpdir(), "rehearsal-digest-"));
  await mkdir(join(other, "b"));
  await writeFile(join(other, "b/c"), "2");
  await writeFile(join(other, "a"), "1");
  expect(await digestFolder(other)).toBe(digest);
  await rm(other, { recursive: true });
});

test("only the named paths count, each once", async () => {
  const digest = await digestFolder(folder, ["b"]);
  await writeFile(join(folder, "a"), "other");
  expect(await digestFolder(folder, ["b", "b/c"])).toBe(digest);
  await writeFile(join(folder, "b/c"), "other");
  expect(await digestFolder(folder, ["b"])).not.toBe(digest);
  await expect(digestFolder(folder, ["none"])).rejects.toThrow("ENOENT");
});
