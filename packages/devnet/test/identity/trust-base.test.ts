import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RootTrustBase as RootTrustBaseV1 } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import { RootTrustBase as RootTrustBaseV3 } from "state-transition-sdk-v3/lib/api/bft/RootTrustBase.js";
import { describe, expect, test } from "vitest";
import { createRootIdentity } from "../../src/identity/keys.ts";
import { createTrustBase, trustBaseFile } from "../../src/identity/trust-base.ts";
import { parseTrustBase, trustBaseGeneration } from "../../src/identity/trust-base-check.ts";

const SAMPLES = process.env.UNICITY_SAMPLES_DIR;
const folder = SAMPLES ? join(SAMPLES, "trust-bases") : "";
const samples = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

/** The 39000-signed samples; the tag changed with aggregator-go 0.2.0. */
const V3_SAMPLES = new Set(["tb-12.json", "tb-14.json", "tb-16.json"]);

describe.skipIf(samples.length === 0)("published trust bases (UNICITY_SAMPLES_DIR)", () => {
  test("verify with the tag of their generation", () => {
    expect(samples.length).toBeGreaterThan(0);
    const found = samples.map((name) => [
      name,
      trustBaseGeneration(readFileSync(join(folder, name), "utf8")),
    ]);
    expect(found).toEqual(samples.map((name) => [name, V3_SAMPLES.has(name) ? "v3" : "v1"]));
  });
});

test("a trust base of our own verifies as the generation it was signed for", () => {
  const identity = createRootIdentity();
  expect(trustBaseGeneration(createTrustBase(identity))).toBe("v1");
  expect(trustBaseGeneration(trustBaseFile(createTrustBase(identity, "v3")))).toBe("v3");
});

test("no changed field passes as signed", () => {
  const original = createTrustBase(createRootIdentity());
  const other = createTrustBase(createRootIdentity());
  const changes = [
    { networkId: 2 },
    { epoch: 2 },
    { epochStartRound: 1 },
    { stateHash: "0x00" },
    { previousEntryHash: "0x00" },
    { signatures: {} },
    { signatures: { [original.rootNodes[0]?.nodeId as string]: Object.values(other.signatures)[0] } },
    { rootNodes: other.rootNodes },
    { rootNodes: original.rootNodes.map((node) => ({ ...node, stake: 2 })) },
    { quorumThreshold: 2 },
  ];
  for (const change of changes) {
    expect([change, trustBaseGeneration({ ...original, ...change })]).toEqual([change, undefined]);
  }
});

test("both SDK lines read it", () => {
  const trustBase = JSON.parse(trustBaseFile(createTrustBase(createRootIdentity())));
  expect(RootTrustBaseV1.fromJSON(trustBase).quorumThreshold).toBe(1n);
  expect(RootTrustBaseV3.fromJSON(trustBase).networkId.id).toBe(3);
});

test("has the text that shell scripts and the aggregator's entrypoint expect", () => {
  const trustBase = createTrustBase(createRootIdentity());
  const nodeId = /"nodeId": "([^"]*)"/.exec(trustBaseFile(trustBase))?.[1];
  expect(nodeId).toBe(trustBase.rootNodes[0]?.nodeId);
});

test.each([
  ["text that is not JSON", "{"],
  ["a list", []],
  ["no root nodes", { ...createTrustBase(createRootIdentity()), rootNodes: [] }],
  [
    "a short key",
    { ...createTrustBase(createRootIdentity()), rootNodes: [{ nodeId: "a", sigKey: "0x02", stake: 1 }] },
  ],
  ["a negative epoch", { ...createTrustBase(createRootIdentity()), epoch: -1 }],
  ["a hash that is no hex", { ...createTrustBase(createRootIdentity()), stateHash: "zz" }],
  ["no signatures", { ...createTrustBase(createRootIdentity()), signatures: undefined }],
])("refuses %s and says where", (_, json) => {
  expect(() => parseTrustBase(json, "here.json")).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ code: "TRUST_BASE_INVALID", where: "here.json" }),
    }),
  );
});
