import { createHash } from "node:crypto";
import { DataHash } from "@unicitylabs/state-transition-sdk/lib/hash/DataHash.js";
import { DataHasherFactory } from "@unicitylabs/state-transition-sdk/lib/hash/DataHasherFactory.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { NodeDataHasher } from "@unicitylabs/state-transition-sdk/lib/hash/NodeDataHasher.js";
import { SparseMerkleTree } from "@unicitylabs/state-transition-sdk/lib/mtree/plain/SparseMerkleTree.js";
import { SparseMerkleTreePath } from "@unicitylabs/state-transition-sdk/lib/mtree/plain/SparseMerkleTreePath.js";
import { BitString } from "@unicitylabs/state-transition-sdk/lib/util/BitString.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PathTreeV1 } from "../../src/aggregator/tree/path-tree-v1.ts";
import { digests } from "./support/digests.ts";

/** The SDK's own tree and path form. */
function oracle() {
  return new SparseMerkleTree(new DataHasherFactory(HashAlgorithm.SHA256, NodeDataHasher));
}

function pathOf(digest: Uint8Array): bigint {
  return BitString.fromDataHash(new DataHash(HashAlgorithm.SHA256, digest)).toBigInt();
}

test("has the SDK's root and the SDK's proofs, of members and of strangers, after every batch", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(digests(0, 12), { maxLength: 4 }),
      digests(1, 6),
      async (batches, strangers) => {
        const ours = new PathTreeV1();
        const theirs = oracle();
        const asked = [...strangers];
        for (const batch of batches) {
          for (const key of batch) {
            if (ours.find(key) >= 0) continue;
            const value = createHash("sha256").update(key).digest();
            ours.insert(key, value);
            await theirs.addLeaf(pathOf(key), new DataHash(HashAlgorithm.SHA256, value).imprint);
            asked.push(key);
          }
          const root = await theirs.calculateRoot();
          expect(Buffer.from(ours.root())).toEqual(Buffer.from(root.hash.data));
          for (const key of asked) expect(ours.path(key)).toEqual(root.getPath(pathOf(key)).toJSON());
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("gives valid paths of an empty tree", async () => {
  const tree = new PathTreeV1();
  for (const last of [0, 1]) {
    const key = new Uint8Array(32).fill(last, 31);
    const path = SparseMerkleTreePath.fromJSON(tree.path(key));
    const result = await path.verify(pathOf(key));
    expect([result.isPathValid, result.isPathIncluded]).toEqual([true, false]);
  }
});

test("finds each leaf under the number of its insertion", () => {
  const tree = new PathTreeV1();
  const keys = Array.from({ length: 500 }, (_, i) => createHash("sha256").update(`${i}`).digest());
  for (const key of keys) tree.insert(key, key);
  expect(keys.map((key) => tree.find(key))).toEqual(keys.map((_, i) => i));
  expect(tree.find(new Uint8Array(32))).toBe(-1);
  expect(tree.size).toBe(500);
});
