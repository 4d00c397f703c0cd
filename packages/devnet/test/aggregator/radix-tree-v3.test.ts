import { createHash } from "node:crypto";
import fc from "fast-check";
import { InclusionCertificate } from "state-transition-sdk-v3/lib/api/InclusionCertificate.js";
import { DataHasherFactory } from "state-transition-sdk-v3/lib/crypto/hash/DataHasherFactory.js";
import { HashAlgorithm } from "state-transition-sdk-v3/lib/crypto/hash/HashAlgorithm.js";
import { NodeDataHasher } from "state-transition-sdk-v3/lib/crypto/hash/NodeDataHasher.js";
import { SparseMerkleTree } from "state-transition-sdk-v3/lib/smt/radix/SparseMerkleTree.js";
import { expect, test } from "vitest";
import { RadixTreeV3 } from "../../src/aggregator/tree/radix-tree-v3.ts";
import { digests } from "./support/digests.ts";

test("has the SDK's root and the SDK's inclusion certificates after every batch", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(digests(0, 12), { maxLength: 4 }), async (batches) => {
      const ours = new RadixTreeV3();
      const theirs = new SparseMerkleTree(new DataHasherFactory(HashAlgorithm.SHA256, NodeDataHasher));
      const keys: Uint8Array[] = [];
      for (const batch of batches) {
        for (const key of batch) {
          if (ours.find(key) >= 0) continue;
          const value = createHash("sha256").update(key).digest();
          ours.insert(key, value);
          await theirs.addLeaf(key, value);
          keys.push(key);
        }
        const root = await theirs.calculateRoot();
        expect(Buffer.from(ours.root())).toEqual(Buffer.from(root.hash.data));
        for (const key of keys) {
          const certificate = InclusionCertificate.create(root, key).encode();
          expect(Buffer.from(ours.certificate(key))).toEqual(Buffer.from(certificate));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("has the root of 32 zero bytes while it is empty", () => {
  expect(new RadixTreeV3().root()).toEqual(new Uint8Array(32));
});
