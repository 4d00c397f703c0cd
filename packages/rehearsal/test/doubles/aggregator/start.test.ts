import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { startChainedAggregator } from "../../../src/doubles/aggregator/chained/start.ts";
import { readSettings } from "../../../src/doubles/aggregator/settings.ts";
import { startTestRoot } from "../bft-core/support/root.ts";
import { environmentOf } from "./support/chained.ts";
import { testDatabase } from "./support/documents.ts";

async function start(line: "v1" | "v3", changes: Record<string, string>, database = testDatabase()) {
  await using root = await startTestRoot();
  if (changes.ROOT === "away") await root.node.close();
  if (changes.KEYS === "away") await rm(root.home.path("shard", "keys.json"));
  const settings = readSettings({ ...(await environmentOf(root)), ...changes });
  const aggregator = await startChainedAggregator(settings, line, () => database.connect());
  await aggregator.close();
}

test.each([
  ["without SIGNING_KEY_FILE", { SIGNING_KEY_FILE: "" }, 2, "SIGNING_KEY_FILE"],
  ["without its keys", { KEYS: "away" }, 1, "keys.json"],
  ["without its trust base", { BFT_TRUST_BASE_FILES: "/none.json" }, 1, "/none.json"],
  ["without its shard configuration", { BFT_SHARD_CONF_FILE: "/none.json" }, 1, "/none.json"],
  ["without the address of a root node", { BFT_BOOTSTRAP_ADDRESSES: "" }, 1, "BFT_BOOTSTRAP_ADDRESSES"],
  ["with an address without a node id", { BFT_BOOTSTRAP_ADDRESSES: "/dns4/a/tcp/1" }, 1, "/p2p/"],
  ["without a root node", { ROOT: "away" }, 1, "bootstrap"],
])("ends %s", async (_name, changes, exitCode, reason) => {
  await expect(start("v3", changes)).rejects.toMatchObject({
    exitCode,
    message: expect.stringContaining(reason),
  });
});

test("ends on a trust base of the other line", async () => {
  await expect(start("v1", {})).rejects.toThrow("other CBOR tags");
});

test("ends on a database that is no replica set", async () => {
  const database = testDatabase();
  database.replicaSet = false;
  await expect(start("v3", {}, database)).rejects.toThrow("replica set");
});

test("what cannot be parsed silently becomes the default", () => {
  const settings = readSettings({
    PORT: "eleven",
    ENABLE_DOCS: "perhaps",
    MONGODB_CONNECT_TIMEOUT: "30",
    MONGODB_SERVER_SELECTION_TIMEOUT: "1m30s",
    COLLECT_PHASE_DURATION: "1.5s",
    ENABLE_CORS: "false",
  });
  expect(settings).toMatchObject({
    port: 3000,
    docs: true,
    cors: false,
    connectTimeoutMs: 10_000,
    selectionTimeoutMs: 90_000,
    collectMs: 1500,
  });
});
