import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyTree, treeDigest } from "../../src/snapshot/tree.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function sampleTree(): string {
  const folder = join(temporaryFolder(), "state");
  mkdirSync(join(folder, "deep"), { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, "deep/keys.json"), "{}", { mode: 0o600 });
  writeFileSync(join(folder, "chain.db"), "blocks", { mode: 0o640 });
  symlinkSync("chain.db", join(folder, "latest"));
  return folder;
}

test("a copy has the modes and the digest of the original", async () => {
  const folder = sampleTree();
  const copy = `${folder}-copy`;
  await copyTree(folder, copy);
  expect(statSync(join(copy, "deep/keys.json")).mode & 0o777).toBe(0o600);
  expect(statSync(copy).mode & 0o777).toBe(0o755);
  expect(await treeDigest(copy)).toEqual({ sha256: (await treeDigest(folder)).sha256, bytes: 8 });
});

test.each<[string, (folder: string) => void]>([
  ["a content", (folder) => writeFileSync(join(folder, "chain.db"), "Blocks")],
  ["a mode", (folder) => chmodSync(join(folder, "deep/keys.json"), 0o644)],
  ["a name", (folder) => renameSync(join(folder, "chain.db"), join(folder, "chain2.db"))],
  ["a new empty file", (folder) => writeFileSync(join(folder, "lock"), "")],
])("%s makes another digest", async (_, change) => {
  const folder = sampleTree();
  const before = await treeDigest(folder);
  change(folder);
  expect((await treeDigest(folder)).sha256).not.toBe(before.sha256);
});
