import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { base58 } from "@scure/base";
import { expect, test } from "vitest";
import { toHex } from "../../src/identity/hex.ts";
import { createRootIdentity, openRootIdentity, readRootIdentity } from "../../src/identity/keys.ts";
import { nodeIdOf } from "../../src/identity/node-id.ts";
import { publicKeyOf } from "../../src/identity/secp256k1.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";

test("makes keys that only their owner reads, once", () => {
  const file = join(temporaryFolder(), "keys.json");
  const created = openRootIdentity(file, "no chain");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(openRootIdentity(file, "no chain")).toEqual(created);
});

test("reads the keys.json of ubft and derives its public keys", () => {
  const file = join(temporaryFolder(), "keys.json");
  const pair = (byte: string) => ({ algorithm: "secp256k1", privateKey: `0x${byte.repeat(32)}` });
  writeFileSync(file, JSON.stringify({ sigKey: pair("01"), authKey: pair("02") }));
  const identity = readRootIdentity(file);
  expect(toHex(identity.sigPublicKey)).toBe(
    "031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f",
  );
  expect(identity.nodeId).toBe(nodeIdOf(publicKeyOf(new Uint8Array(32).fill(2))));
});

test("writes node ids as ubft does: a published one comes back from the key in it", () => {
  const published = "16Uiu2HAm2FHSncv86Yrj6VEXWVKs87ExiACTaZNmcvtecBD5Veaj";
  expect(nodeIdOf(base58.decode(published).slice(6))).toBe(published);
});

test("two stacks share nothing", () => {
  const [a, b] = [createRootIdentity(), createRootIdentity()];
  expect(a.nodeId).not.toBe(b.nodeId);
  expect(a.sigPublicKey).not.toEqual(b.sigPublicKey);
});
