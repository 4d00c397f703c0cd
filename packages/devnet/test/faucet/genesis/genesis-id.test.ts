import { spawnSync } from "node:child_process";
import { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import { expect, test } from "vitest";
import { genesisId } from "../../../src/faucet/genesis/genesis-id.ts";
import { createRootIdentity } from "../../../src/identity/keys.ts";
import { createTrustBase } from "../../../src/identity/trust-base.ts";

const idOf = (json: object) => genesisId(RootTrustBase.fromJSON(json));

test("one network has one id, whatever signs it; another root key is another network", () => {
  const identity = createRootIdentity();
  const id = idOf(createTrustBase(identity, "v1"));
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(idOf(createTrustBase(identity, "v3"))).toBe(id);
  expect(idOf({ ...createTrustBase(identity), networkId: 2 })).not.toBe(id);
  expect(idOf(createTrustBase(createRootIdentity()))).not.toBe(id);
});

test("the order of root nodes does not count", () => {
  const nodes = [createRootIdentity(), createRootIdentity(), createRootIdentity()].flatMap(
    (identity) => createTrustBase(identity).rootNodes,
  );
  const base = createTrustBase(createRootIdentity());
  expect(idOf({ ...base, rootNodes: nodes })).toBe(idOf({ ...base, rootNodes: nodes.toReversed() }));
});

const hasJq = spawnSync("jq", ["--version"]).status === 0;
(hasJq ? test : test.skip)(`jq computes the same id${hasJq ? "" : " (skipped: jq is not installed)"}`, () => {
  const base = createTrustBase(createRootIdentity());
  const command =
    "jq -cj '{networkId, rootNodes: ([.rootNodes[] | {nodeId, sigKey}] | sort_by(.nodeId))}' | sha256sum";
  const { stdout } = spawnSync("sh", ["-c", command], { input: JSON.stringify(base), encoding: "utf8" });
  expect(stdout.slice(0, 64)).toBe(idOf(base));
});
