import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRootIdentity } from "../../devnet/src/identity/keys.ts";
import type { TrustBase } from "../../devnet/src/identity/trust-base.ts";
import { rootGenesis, signAnew } from "./support/genesis.ts";
import { runTool } from "./support/run-tool.ts";

/** The definition of v3. */
const asV3 = { GENERATION: "v3", TRUST_BASE_TAG: "39000" };

test("a genesis of this generation passes, and its id is printed", async () => {
  await using genesis = await rootGenesis();
  expect(genesis.check()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
  await using newer = await rootGenesis("v3");
  expect(newer.check(asV3)).toMatchObject({ code: 0 });
});

test.each([
  ["v1", asV3, "1013 (v1: sphere-sdk 0.6.14); this file is rendered for 'v3', tag 39000 (v3: sdk 3.0)"],
  ["v3", {}, "39000 (v3: sdk 3.0); this file is rendered for 'v1', tag 1013 (v1: sphere-sdk 0.6.14)"],
] as const)(
  "a genesis of %s is refused elsewhere, with the SDK lines that it fits",
  async (made, file, says) => {
    await using genesis = await rootGenesis(made);
    const result = genesis.check(file);
    expect(result).toMatchObject({ code: 1, stdout: "", refused: "GENERATION_MISMATCH" });
    expect(result.stderr).toContain(`verifies with CBOR tag ${says}`);
    expect(result.stderr).toContain(`where:    ${genesis.root}/trust-base.json`);
    expect(result.stderr).toMatch(/cause: .+\n {2}next: {5}run the compose file of the line/);
  },
);

const key = `0x02${"11".repeat(32)}`;
const edits: Record<string, (trustBase: TrustBase) => Partial<TrustBase>> = {
  version: () => ({ version: 2 }),
  "network id": () => ({ networkId: 2 }),
  epoch: () => ({ epoch: 2 }),
  "epoch 0": () => ({ epoch: 0 }),
  "start round": () => ({ epochStartRound: 1 }),
  "root key": ({ rootNodes }) => ({ rootNodes: rootNodes.map((node) => ({ ...node, sigKey: key })) }),
  stake: ({ rootNodes }) => ({ rootNodes: rootNodes.map((node) => ({ ...node, stake: 2 })) }),
  "one root node more": ({ rootNodes }) => ({
    rootNodes: [...rootNodes, { nodeId: "16Uiu2HAother", sigKey: key, stake: 1 }],
  }),
  "quorum of none": () => ({ quorumThreshold: 0 }),
  "state hash": () => ({ stateHash: "0x00" }),
  "change record hash": () => ({ changeRecordHash: "0x00" }),
  "previous entry hash": () => ({ previousEntryHash: "0x00" }),
  "cut signature": ({ signatures }) => ({ signatures: mapValues(signatures, (hex) => hex.slice(0, -2)) }),
  "signature that is not hex": ({ signatures }) => ({ signatures: mapValues(signatures, () => "0xzz") }),
  "signature of another name": ({ signatures }) => ({
    signatures: { "16Uiu2HAother": String(Object.values(signatures)[0]) },
  }),
  "recovery byte of no signature": ({ signatures }) => ({
    signatures: mapValues(signatures, (hex) => `${hex.slice(0, -2)}04`),
  }),
  "mirrored signature": ({ signatures }) => ({ signatures: mapValues(signatures, mirrored) }),
};

test.each(Object.entries(edits))("edited by hand is refused: %s", async (_, edit) => {
  await using genesis = await rootGenesis();
  await genesis.write({ ...genesis.trustBase, ...edit(genesis.trustBase) });
  const result = genesis.check();
  expect(result).toMatchObject({ code: 1, stdout: "", refused: "TRUST_BASE_SIGNATURE_WRONG" });
  expect(result.stderr).toMatch(/signatures that verify: 0 with tag 1013, 0 with tag 39000; needed/);
  expect(result.stderr).toMatch(/next: .*put the exported copy back, or remove this file alone/);
});

test("as many root nodes as the quorum asks for must have signed", async () => {
  await using genesis = await rootGenesis();
  const others = [createRootIdentity(), createRootIdentity()];
  const all = [genesis.identity, ...others];
  const rootNodes = all.map(({ nodeId, sigPublicKey }) => ({
    nodeId,
    sigKey: `0x${Buffer.from(sigPublicKey).toString("hex")}`,
    stake: 1,
  }));
  const fields = { ...genesis.trustBase, rootNodes, quorumThreshold: 3 };
  await genesis.write(signAnew(fields, all, "v1"));
  expect(genesis.check()).toMatchObject({ code: 0 });
  await genesis.write(signAnew(fields, all.slice(0, 2), "v1"));
  const result = genesis.check();
  expect(result).toMatchObject({ code: 1, refused: "TRUST_BASE_SIGNATURE_WRONG" });
  expect(result.stderr).toContain("2 with tag 1013, 0 with tag 39000; needed 3 of 3");
});

test.each([{ signatures: {} }, { signatures: null }, { signatures: undefined }])(
  "unsigned is refused: %j",
  async (none) => {
    await using genesis = await rootGenesis();
    await genesis.write({ ...genesis.trustBase, ...none });
    expect(genesis.check()).toMatchObject({ code: 1, stdout: "", refused: "TRUST_BASE_UNSIGNED" });
  },
);

test("the genesis of images that began with root epoch 0 is refused, in each generation", async () => {
  await using genesis = await rootGenesis();
  await genesis.write(signAnew({ ...genesis.trustBase, epoch: 0 }, [genesis.identity], "v1"));
  for (const file of [{}, asV3]) {
    const result = genesis.check(file);
    expect(result).toMatchObject({ code: 1, stdout: "", refused: "TRUST_BASE_EPOCH_0" });
    expect(result.stderr).toMatch(/older than 8e6f250[\s\S]*next: .*whole state set/);
  }
});

const node = { nodeId: "16Uiu2HA", sigKey: key, stake: 1 };
const shape = {
  ...{ version: 1, networkId: 3, epoch: 1, epochStartRound: 0, rootNodes: [node], quorumThreshold: 1 },
  ...{ stateHash: "", changeRecordHash: "", previousEntryHash: "", signatures: {} },
};
test.each<[string, unknown, string]>([
  ["nothing", "", "it is empty"],
  ["half of it", '{\n  "version": 1,', "it is not JSON"],
  ["a list", "[]", "it is not a JSON object"],
  ["endless nesting", "[".repeat(100_000), "it is not JSON"],
  ["more than a mebibyte", JSON.stringify({ ...shape, more: "x".repeat(1_048_576) }), "larger than 1048576"],
  ["a text as epoch", { ...shape, epoch: "1" }, '"epoch" is not an unsigned integer'],
  ["true as network id", { ...shape, networkId: true }, '"networkId" is not an unsigned integer'],
  ["more than 64 bits", JSON.stringify(shape).replace('"epoch":1', `"epoch":${2n ** 64n}`), '"epoch"'],
  ["no root node", { ...shape, rootNodes: [] }, '"rootNodes" is not a list'],
  ["a short key", { ...shape, rootNodes: [{ ...node, sigKey: "0x02" }] }, "rootNodes[0]"],
  [
    "spaces in a key",
    { ...shape, rootNodes: [{ ...node, sigKey: `0x02 ${"11".repeat(32)}` }] },
    "rootNodes[0]",
  ],
  ["a node that is a text", { ...shape, rootNodes: ["16Uiu2HA"] }, "rootNodes[0]"],
  ["one node twice", { ...shape, rootNodes: [node, node] }, "same id"],
  ["no hash", { ...shape, stateHash: "abc" }, '"stateHash" is not hex'],
  ["signatures as a list", { ...shape, signatures: [] }, '"signatures" is not an object'],
])("%s is no trust base", async (_, content, reason) => {
  await using genesis = await rootGenesis();
  await genesis.write(content);
  const result = genesis.check();
  expect(result).toMatchObject({ code: 1, stdout: "", refused: "TRUST_BASE_UNREADABLE" });
  expect(result.stderr).toContain(reason);
});

test("a missing file and a folder in its place are refused with what the system says", async () => {
  await using genesis = await rootGenesis();
  await rm(join(genesis.root, "trust-base.json"));
  expect(genesis.check()).toMatchObject({ code: 1, refused: "TRUST_BASE_UNREADABLE" });
  await mkdir(join(genesis.root, "trust-base.json"));
  expect(genesis.check().stderr).toMatch(/evidence: .*Is a directory/);
});

test("without OpenSSL nothing is said about the signature", async () => {
  await using genesis = await rootGenesis();
  const result = runTool("check-genesis", {
    path: [],
    env: { GENESIS_ROOT_DIR: genesis.root, GENESIS_AGGREGATOR_DIR: genesis.aggregator },
  });
  expect(result).toMatchObject({ code: 3, stdout: "", refused: "INTERNAL" });
  expect(result.stderr).toContain("openssl");
});

const samples = process.env.UNICITY_SAMPLES_DIR;
const folder = samples ? join(samples, "trust-bases") : "";
const published = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
/** Samples signed since bft-go-base 1.1, which changed the tag. */
const newer = ["tb-12.json", "tb-14.json", "tb-16.json"];

describe.skipIf(published.length === 0)("published trust bases (UNICITY_SAMPLES_DIR)", () => {
  test.each(published)(
    "%s fits its generation, is refused in the other one, and not once edited",
    async (name) => {
      await using genesis = await rootGenesis();
      const content = readFileSync(join(folder, name), "utf8");
      await genesis.write(content);
      const [own, other] = newer.includes(name) ? [asV3, {}] : [{}, asV3];
      // Its keys are not ours: that is said only after the signature was found right.
      expect(genesis.check(own).refused).toBe("KEYS_OF_ANOTHER_NODE");
      expect(genesis.check(other).refused).toBe("GENERATION_MISMATCH");
      await genesis.write(content.replace(/"epochStartRound": \d+/, '"epochStartRound": 7'));
      for (const file of [own, other]) expect(genesis.check(file).refused).toBe("TRUST_BASE_SIGNATURE_WRONG");
    },
  );
});

function mapValues(record: Record<string, string>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** The other form of a signature, with N - S: it satisfies the same equation, and clients reject it. */
function mirrored(hex: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${hex.slice(66, 130)}`);
  return `${hex.slice(0, 66)}${s.toString(16).padStart(64, "0")}${hex.slice(130)}`;
}
