import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deriveIdentity, type WalletIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { hashNametag } from "../../src/faucet/nostr/bindings.ts";
import { identityBinding, nametagBinding } from "../../src/faucet/nostr/own-binding.ts";
import { decryptPayload } from "../../src/faucet/nostr/payload-encryption.ts";
import type { FaucetOptions } from "../../src/faucet/options.ts";
import { type RunningFaucet, startFaucet } from "../../src/faucet/start-faucet.ts";
import { AggregatorClient } from "../../src/faucet/tokens/aggregator-client.ts";
import { mintNametag } from "../../src/faucet/tokens/nametag-token.ts";
import { loadTrustBase } from "../../src/faucet/tokens/trust-base.ts";
import { eventually } from "./support/eventually.ts";
import { ScriptedAggregator } from "./support/scripted-aggregator.ts";
import { ScriptedRelay } from "./support/scripted-relay.ts";

let folder: string;
let relay: ScriptedRelay;
let aggregator: ScriptedAggregator;
let faucets: RunningFaucet[];
let wallet: WalletIdentity;
const log: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "faucet-"));
  relay = await ScriptedRelay.start();
  aggregator = await ScriptedAggregator.start();
  writeTrustBase();
  wallet = await deriveIdentity(await mnemonic(1));
  relay.inject(identityBinding(wallet));
  faucets = [];
  log.length = 0;
});
afterEach(async () => {
  for (const faucet of faucets) await faucet.close();
  await relay.close();
  await aggregator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function mnemonic(index: number): Promise<string> {
  const accounts = await devAccounts(index + 1);
  return accounts[index]?.mnemonic ?? "";
}

function writeTrustBase(): void {
  writeFileSync(join(folder, "trust-base.json"), JSON.stringify(aggregator.trustBase()));
}

async function start(options: Partial<FaucetOptions> = {}): Promise<RunningFaucet> {
  const faucet = await startFaucet({
    host: "127.0.0.1",
    port: 0,
    dataDir: join(folder, "data"),
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBase: join(folder, "trust-base.json"),
    mnemonic: await mnemonic(0),
    answerTimeoutMs: 10_000,
    log: (event, fields) => log.push(JSON.stringify({ event, ...fields })),
    ...options,
  });
  faucets.push(faucet);
  return faucet;
}

async function stop(faucet: RunningFaucet): Promise<void> {
  faucets = faucets.filter((other) => other !== faucet);
  await faucet.close();
}

async function get(faucet: RunningFaucet, path: string) {
  const response = await fetch(`${faucet.url}${path}`);
  return { status: response.status, json: (await response.json()) as { reasons?: string[] } };
}

async function ask(faucet: RunningFaucet, changes: object = {}) {
  const response = await fetch(`${faucet.url}/api/v1/faucet/request`, {
    method: "POST",
    body: JSON.stringify({
      unicityId: wallet.chainPubkey,
      coin: "UCT",
      amount: 1,
      requestId: "r1",
      ...changes,
    }),
  });
  return { status: response.status, json: await response.json() };
}

/** A faucet that answers before a delivery that is held up. */
const IMPATIENT = { answerTimeoutMs: 200 };

/** Token ids of every transfer event on the relay. */
function deliveredTokens(): string[] {
  return relay.events
    .filter(({ kind }) => kind === 31113)
    .map(({ content, pubkey }) => {
      const text = decryptPayload(content, wallet.secretKey, pubkey).replace("token_transfer:", "");
      return JSON.parse(JSON.parse(text).sourceToken).genesis.data.tokenId;
    });
}

describe("startFaucet", () => {
  it("listens before relay and trust base are there and becomes ready when they come", async () => {
    relay.goDown();
    rmSync(join(folder, "trust-base.json"));
    const faucet = await start();
    expect((await get(faucet, "/.well-known/faucet.json")).json).toMatchObject({
      status: "starting",
      nametag: null,
    });
    expect((await get(faucet, "/ready")).json.reasons).toHaveLength(2);
    writeTrustBase();
    await eventually(
      "the trust base is read",
      async () =>
        !(await get(faucet, "/ready")).json.reasons?.some((reason) => reason.includes("trust base")),
    );
    relay.comeBack();
    await faucet.ready;
    expect((await get(faucet, "/.well-known/faucet.json")).json).toMatchObject({
      status: "running",
      nametag: "faucet",
    });
    expect((await get(faucet, "/ready")).status).toBe(200);
  });

  it("takes the trust base from an address", async () => {
    const { createServer } = await import("node:http");
    const server = createServer((_, response) => response.end(JSON.stringify(aggregator.trustBase())));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const faucet = await start({ trustBase: `http://127.0.0.1:${port}/.well-known/trust-base.json` });
    await faucet.ready;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(faucet)).toMatchObject({ status: 200 });
  });

  it("gives nothing away under a seal that the trust base's key did not sign, and says why it is not ready", async () => {
    const faucet = await start();
    await faucet.ready;
    aggregator.sealKey = new SigningService(SigningService.generatePrivateKey());
    expect(await ask(faucet)).toMatchObject({
      status: 500,
      json: { error: expect.stringContaining("not signed by the root nodes of the trust base") },
    });
    expect(deliveredTokens()).toEqual([]);
    await stop(faucet);
    const restarted = await start();
    await eventually("the reason", async () =>
      JSON.stringify((await get(restarted, "/ready")).json).includes("another trust base"),
    );
    expect((await get(restarted, "/.well-known/faucet.json")).json).toMatchObject({
      status: "starting",
      nametag: null,
    });
  });

  it("delivers one token when the aggregator comes back, and when it seals late", async () => {
    const faucet = await start(IMPATIENT);
    await faucet.ready;
    aggregator.httpStatus = 503;
    await eventually("the reason", async () => JSON.stringify(await ask(faucet)).includes("HTTP 503"));
    aggregator.httpStatus = 200;
    aggregator.paused = true;
    await eventually("a submission", () => aggregator.submitted.length > 1);
    aggregator.paused = false;
    await eventually("the delivery", async () => {
      const { json } = await ask(faucet);
      return (json as { data: { status: string } }).data.status === "delivered";
    });
    expect(deliveredTokens()).toHaveLength(1);
  });

  it("ends a delivery that the aggregator refuses", async () => {
    const faucet = await start();
    await faucet.ready;
    aggregator.submitStatus = "AUTHENTICATOR_VERIFICATION_FAILED";
    expect(await ask(faucet)).toMatchObject({
      status: 500,
      json: { error: expect.stringContaining("AUTHENTICATOR_VERIFICATION_FAILED") },
    });
  });

  it("keeps a delivery without the relay's OK and continues it after a restart with the same token", async () => {
    const first = await start(IMPATIENT);
    await first.ready;
    relay.mode = "silent";
    expect(await ask(first)).toMatchObject({
      status: 200,
      json: { data: { requestId: "r1", status: "pending" } },
    });
    await eventually("mint and transfer are submitted", () => aggregator.submitted.length >= 3);
    const submitted = new Set(aggregator.submitted);
    await stop(first);
    relay.mode = "accept";
    const second = await start();
    await second.ready;
    await eventually("the delivery goes on by itself", () => deliveredTokens().length > 0);
    expect(await ask(second)).toMatchObject({ status: 200 });
    expect(new Set(aggregator.submitted)).toEqual(submitted);
    expect(new Set(deliveredTokens()).size).toBe(1);
    expect(
      new Set(relay.events.filter(({ kind }) => kind === 31113).map(({ tags }) => tags[1]?.[1])).size,
    ).toBe(1);
  });

  it("reports an event that the relay refuses", async () => {
    const faucet = await start();
    await faucet.ready;
    relay.mode = "reject";
    expect(await ask(faucet)).toMatchObject({
      status: 500,
      json: { error: expect.stringContaining("Delivery failed: blocked") },
    });
  });

  it("keeps its name over a restart without publishing it again, and publishes it to a wiped relay", async () => {
    const first = await start();
    await first.ready;
    const named = () =>
      relay.events.filter(({ tags }) => tags.some(([, value]) => value === hashNametag("faucet")));
    expect(named()).toHaveLength(1);
    await stop(first);
    const second = await start();
    await second.ready;
    expect(named()).toHaveLength(1);
    relay.goDown();
    relay.events.length = 0;
    relay.comeBack();
    await eventually("the name is published again", () => named().length === 1);
  });

  it("works without a name when somebody else has it on the relay", async () => {
    relay.inject(nametagBinding(wallet, "faucet", `PROXY://${"ab".repeat(36)}`));
    const faucet = await start();
    await faucet.ready;
    expect((await get(faucet, "/.well-known/faucet.json")).json).toMatchObject({
      status: "running",
      nametag: null,
    });
    expect(await ask(faucet)).toMatchObject({ status: 200 });
  });

  it("works without a name when somebody else minted it", async () => {
    const trustBase = await loadTrustBase(join(folder, "trust-base.json"));
    const client = new AggregatorClient({ url: aggregator.url, timeoutMs: 5_000 });
    const { signal } = new AbortController();
    await mintNametag({ aggregator: client, trustBase, proofTimeoutMs: 5_000, signal }, wallet, "faucet");
    const faucet = await start();
    await faucet.ready;
    expect((await get(faucet, "/.well-known/faucet.json")).json).toMatchObject({
      status: "running",
      nametag: null,
    });
    expect(log.join()).toContain("taken by another transaction");
  });

  it("refuses the data folder of another mnemonic", async () => {
    await stop(await start());
    await expect(start({ mnemonic: await mnemonic(2) })).rejects.toMatchObject({ code: "IDENTITY_MISMATCH" });
  });

  it("stops within 8 s while the aggregator keeps it waiting", async () => {
    const faucet = await start(IMPATIENT);
    await faucet.ready;
    aggregator.hangs = true;
    expect(await ask(faucet)).toMatchObject({ json: { data: { status: "pending" } } });
    const before = performance.now();
    await stop(faucet);
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(deliveredTokens()).toEqual([]);
  });

  it("owns its state alone and releases it when it is closed", async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: "STATE_IN_USE" });
    await stop(first);
    await start();
  });

  it("writes no secret to its log or its folder", async () => {
    const faucet = await start();
    await faucet.ready;
    await ask(faucet);
    await stop(faucet);
    const phrase = await mnemonic(0);
    const secretKey = Buffer.from((await deriveIdentity(phrase)).secretKey);
    const files = readdirSync(join(folder, "data")).map((file) => readFileSync(join(folder, "data", file)));
    for (const content of [Buffer.from(log.join()), ...files]) {
      for (const secret of [phrase, secretKey.toString("hex"), secretKey]) {
        expect(content.includes(secret)).toBe(false);
      }
    }
    expect(log.length).toBeGreaterThan(3);
    expect(files.length).toBeGreaterThan(1);
  });
});
