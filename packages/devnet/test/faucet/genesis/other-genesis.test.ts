import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GENESIS_FILE } from "../../../src/faucet/genesis/genesis-guard.ts";
import { deriveIdentity, type WalletIdentity } from "../../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { identityBinding } from "../../../src/faucet/nostr/own-binding.ts";
import { type RunningFaucet, startFaucet } from "../../../src/faucet/start-faucet.ts";
import { eventually } from "../support/eventually.ts";
import { ScriptedAggregator } from "../support/scripted-aggregator.ts";
import { ScriptedRelay } from "../support/scripted-relay.ts";

let folder: string;
let relay: ScriptedRelay;
let first: ScriptedAggregator;
let second: ScriptedAggregator;
let wallet: WalletIdentity;
let mnemonic: string;
let faucets: RunningFaucet[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "other-genesis-"));
  [relay, first, second] = await Promise.all([
    ScriptedRelay.start(),
    ScriptedAggregator.start(),
    ScriptedAggregator.start(),
  ]);
  const [own, other] = await devAccounts(2);
  mnemonic = own?.mnemonic ?? "";
  wallet = await deriveIdentity(other?.mnemonic ?? "");
  relay.inject(identityBinding(wallet));
  faucets = [];
});
afterEach(async () => {
  for (const faucet of faucets) await faucet.close();
  await Promise.all([relay.close(), first.close(), second.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const trustBase = () => join(folder, "trust-base.json");

function publish(aggregator: ScriptedAggregator): void {
  writeFileSync(trustBase(), JSON.stringify(aggregator.trustBase()));
}

async function start(aggregator: ScriptedAggregator): Promise<RunningFaucet> {
  const faucet = await startFaucet({
    host: "127.0.0.1",
    port: 0,
    dataDir: join(folder, "data"),
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBase: trustBase(),
    mnemonic,
    trustBaseCheckMs: 20,
  });
  faucets.push(faucet);
  return faucet;
}

async function get(faucet: RunningFaucet, path: string) {
  const response = await fetch(`${faucet.url}${path}`);
  return { status: response.status, json: (await response.json()) as Record<string, never> };
}

async function ask(faucet: RunningFaucet, requestId: string) {
  const response = await fetch(`${faucet.url}/api/v1/faucet/request`, {
    method: "POST",
    body: JSON.stringify({ unicityId: wallet.chainPubkey, coin: "UCT", amount: 1, requestId }),
  });
  return { status: response.status, json: await response.json() };
}

test("state of another genesis is not served: it says so, names the command that resets all, and spoils nothing", async () => {
  publish(first);
  const before = await start(first);
  await before.ready;
  await before.close();
  faucets = [];
  const stored = readFileSync(join(folder, "data", GENESIS_FILE), "utf8");

  publish(second);
  const faucet = await start(second);
  await eventually("health knows", async () => (await get(faucet, "/health")).status === 503);
  expect((await get(faucet, "/health")).json).toMatchObject({
    status: "unhealthy",
    database: "ok",
    error: {
      code: "STATE_OF_ANOTHER_GENESIS",
      where: join(folder, "data", GENESIS_FILE),
      evidence: expect.stringContaining(JSON.parse(stored).genesisId),
      next: expect.stringMatching(
        /npx @unicity-sphere\/stackctl wipe --instance NAME; on a host .*GENESIS-STATE\.md/,
      ),
    },
  });
  expect(await ask(faucet, "r1")).toEqual({
    status: 503,
    json: {
      success: false,
      error: expect.stringContaining("stackctl wipe"),
      data: { code: "STATE_OF_ANOTHER_GENESIS" },
    },
  });
  expect(await get(faucet, "/ready")).toMatchObject({ status: 503 });
  expect((await get(faucet, "/.well-known/faucet.json")).json).toMatchObject({
    status: "unavailable",
    nametag: null,
  });
  expect(second.submitted).toEqual([]);
  expect(readFileSync(join(folder, "data", GENESIS_FILE), "utf8")).toBe(stored);
  expect(readdirSync(join(folder, "data"))).toContain("faucet.db");

  publish(first);
  await eventually("it recognises its network", async () => (await get(faucet, "/health")).status === 200);
});

test("an aggregator that is replaced while the faucet runs stops it, and coming back lets it go on", async () => {
  publish(first);
  const faucet = await start(first);
  await faucet.ready;
  publish(second);
  await eventually("it notices", async () => (await get(faucet, "/health")).status === 503);
  expect((await ask(faucet, "r1")).status).toBe(503);
  publish(first);
  await eventually("it goes on", async () => (await get(faucet, "/health")).status === 200);
  expect((await ask(faucet, "r1")).status).toBe(200);
});

test("a trust base that cannot be read for a while changes nothing", async () => {
  publish(first);
  const faucet = await start(first);
  await faucet.ready;
  writeFileSync(trustBase(), "{");
  for (let asked = 0; asked < 3; asked += 1) {
    expect(await ask(faucet, `r${asked}`)).toMatchObject({ status: 200 });
  }
  expect((await get(faucet, "/health")).status).toBe(200);
});

test("an unreadable stamp is not replaced", async () => {
  publish(first);
  await (await start(first)).close();
  faucets = [];
  writeFileSync(join(folder, "data", GENESIS_FILE), "{");
  await expect(start(first)).rejects.toMatchObject({ code: "STATE_CORRUPT" });
  expect(readFileSync(join(folder, "data", GENESIS_FILE), "utf8")).toBe("{");
});
