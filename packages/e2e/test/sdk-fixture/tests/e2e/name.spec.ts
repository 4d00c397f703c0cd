import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Sphere } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { expect, test } from "vitest";

const { SPHERE_AGGREGATOR_URL: url, SPHERE_NOSTR_RELAYS: relays = "", SPHERE_TRUST_BASE_PATH } = process.env;

test("a wallet mints its name on the aggregator that the environment names", async () => {
  const folder = mkdtempSync(join(import.meta.dirname, "wallet-"));
  const providers = createNodeProviders({
    network: "testnet",
    dataDir: join(folder, "data"),
    tokensDir: join(folder, "tokens"),
    transport: { relays: relays.split(",") },
    oracle: { url, trustBasePath: SPHERE_TRUST_BASE_PATH },
    tokenSync: { ipfs: { enabled: false } },
  });
  const options = { ...providers, autoGenerate: true, nametag: "alice", l1: null, discoverAddresses: false };
  const { sphere } = await Sphere.init(options);
  expect(sphere.identity?.nametag).toBe("alice");
  await sphere.destroy();
});

test("nothing of the SDK's own harness has answered", () => {
  expect(process.env.SPHERE_NOSTR_RELAYS).not.toBe("ws://127.0.0.1:9");
});
