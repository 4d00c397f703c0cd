import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sphere, TokenRegistry } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { describeError } from "../../../src/errors.ts";
import { seedWallet } from "../../../src/faucet/agents/upstream/wallet-folder.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { ScriptedRelay } from "../support/scripted-relay.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faucet-agent-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Opens the wallet with the unmodified SDK, which would make a new one if it found none. */
async function openWithSdk(): Promise<{ chainPubkey: string | undefined; created: boolean }> {
  const relay = await ScriptedRelay.start();
  onTestFinished(() => relay.close());
  const { storage, tokenStorage, transport, oracle } = createNodeProviders({
    network: "testnet",
    dataDir: folder,
    tokensDir: join(folder, "tokens"),
    transport: { relays: [relay.url] },
    oracle: { url: "http://127.0.0.1:9", skipVerification: true },
    tokenSync: { ipfs: { enabled: false } },
  });
  const providers = { storage, tokenStorage, transport, oracle };
  const options = { network: "testnet", l1: null, discoverAddresses: false, autoGenerate: true } as const;
  const { sphere, created } = await Sphere.init({ ...providers, ...options });
  const { chainPubkey } = sphere.identity ?? {};
  await sphere.destroy();
  TokenRegistry.destroy();
  return { chainPubkey, created };
}

describe("the agent's wallet folder", () => {
  it("is a wallet that sphere-sdk loads, with the mnemonic's identity", async () => {
    const [account] = await devAccounts(1);
    expect(await seedWallet(folder, String(account?.mnemonic))).toBe(true);
    expect(await openWithSdk()).toEqual({ chainPubkey: account?.chainPubkey, created: false });
  });

  it("is written once and for its owner only", async () => {
    const [account] = await devAccounts(1);
    await seedWallet(folder, String(account?.mnemonic));
    const file = join(folder, "wallet.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const withMore = { ...JSON.parse(readFileSync(file, "utf8")), address_nametags: "[]" };
    writeFileSync(file, JSON.stringify(withMore));
    expect(await seedWallet(folder, String(account?.mnemonic))).toBe(false);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(withMore);
  });

  it("refuses another mnemonic and changes nothing", async () => {
    const [first, second] = await devAccounts(2);
    await seedWallet(folder, String(first?.mnemonic));
    const before = readFileSync(join(folder, "wallet.json"), "utf8");
    const error = await seedWallet(folder, String(second?.mnemonic)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "IDENTITY_MISMATCH" });
    expect(describeError(error)).not.toContain(String(first?.mnemonic.split(" ").slice(0, 2).join(" ")));
    expect(readFileSync(join(folder, "wallet.json"), "utf8")).toBe(before);
  });

  it("refuses a damaged wallet, and a wrong mnemonic before it writes", async () => {
    const [account] = await devAccounts(1);
    await expect(seedWallet(folder, "abandon ".repeat(12).trim())).rejects.toMatchObject({
      code: "MNEMONIC_INVALID",
    });
    writeFileSync(join(folder, "wallet.json"), "{ secret words");
    const error = await seedWallet(folder, String(account?.mnemonic)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "STATE_CORRUPT" });
    expect(describeError(error)).not.toContain("secret");
  });
});
