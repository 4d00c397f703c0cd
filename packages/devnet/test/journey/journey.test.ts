import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TokenRegistry } from "@unicitylabs/sphere-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startAggregator } from "../../src/aggregator/service.ts";
import { findCoin } from "../../src/coins/coins.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { runAcpCommand } from "./support/acp-client.ts";
import { type Journey, message, requestFunds, runJourney, UCT } from "./support/journey.ts";
import { type InProcessStack, startStack } from "./support/stack.ts";
import { openWallet, type Wallet } from "./support/wallet.ts";

const SOL = findCoin("SOL")?.id ?? "";

let folder: string;
let stack: InProcessStack;
let wallets: Wallet[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "journey-"));
  stack = await startStack(folder);
  wallets = [];
});
afterEach(async () => {
  await closeWallets();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function closeWallets(): Promise<void> {
  for (const wallet of wallets.splice(0)) await wallet.close();
}

async function wallet(name: string, options: { nametag?: string; mnemonic?: string } = {}): Promise<Wallet> {
  const opened = await openWallet(stack, { folder: join(folder, name), ...options });
  wallets.push(opened);
  return opened;
}

async function travel(): Promise<Journey> {
  const journey = await runJourney(stack, folder);
  wallets.push(journey.alice, journey.bob);
  return journey;
}

describe("unmodified sphere-sdk wallets", () => {
  it("mint nametags, receive from the faucet, send in both modes and write to each other", async () => {
    const { alice, bob } = await travel();
    expect([alice.balance(UCT.id), bob.balance(UCT.id)].map(({ confirmed }) => confirmed)).toEqual([
      45n * 10n ** 18n,
      55n * 10n ** 18n,
    ]);
  });

  it("load again with names, balances and messages after every service was restarted", async () => {
    const { alice, bob } = await travel();
    const names = [alice.nametag, bob.nametag];
    await closeWallets();
    await stack.stop();
    stack = await startStack(folder);
    const [alice2, bob2] = [await wallet("alice"), await wallet("bob")];
    expect([alice2.nametag, bob2.nametag]).toEqual(names);
    await alice2.confirmed(UCT.id, 45n * 10n ** 18n);
    await bob2.confirmed(UCT.id, 55n * 10n ** 18n);
    await requestFunds(stack, { unicityId: names[0], coin: "solana", amount: "0.5" });
    await alice2.confirmed(SOL, 500_000_000n);
    await alice2.sphere.payments.send({
      coinId: SOL,
      amount: "200000000",
      recipient: `@${names[1]}`,
      transferMode: "conservative",
    });
    await bob2.confirmed(SOL, 200_000_000n);
    await message(bob2, alice2, "still here");
  });

  it("fund themselves by a direct message to the faucet's raw key and read its answers", async () => {
    const alice = await wallet("alice", { nametag: "alice" });
    const { chainPubkey } = stack.faucet.identity;
    const help = await runAcpCommand(alice, chainPubkey, "FAUCET_HELP", {});
    expect(help).toMatchObject({ ok: true });
    const items = [
      { asset: "UCT", amount: "1000000000000000000" },
      { asset: SOL, amount: "7" },
    ];
    const answer = await runAcpCommand(alice, chainPubkey, "FAUCET_REQUEST", { recipient: "@alice", items });
    expect(answer).toMatchObject({
      ok: true,
      result: { deliveries: [{ amount: "1000000000000000000" }, { amount: "7" }] },
    });
    await alice.confirmed(UCT.id, 10n ** 18n);
    await alice.confirmed(SOL, 7n);
    const forbidden = await runAcpCommand(alice, chainPubkey, "SHUTDOWN_GRACEFUL", {});
    expect(forbidden).toMatchObject({ ok: false, error_code: "FORBIDDEN" });
  });

  it("without a name receive at every form of their address", async () => {
    const [account] = (await devAccounts(3)).slice(2);
    const carol = await wallet("carol", { mnemonic: account?.mnemonic ?? "" });
    expect([carol.chainPubkey, carol.directAddress]).toEqual([account?.chainPubkey, account?.directAddress]);
    const forms = [carol.chainPubkey, account?.nostrPubkey, carol.directAddress];
    for (const unicityId of forms)
      await requestFunds(stack, { unicityId, coin: "UCT", amountBaseUnits: "1" });
    await carol.confirmed(UCT.id, 3n);
  });

  it("receive at the PROXY address of their name", async () => {
    const alice = await wallet("alice", { nametag: "alice" });
    const { proxyAddress } = (await alice.sphere.resolve("@alice")) ?? {};
    expect(proxyAddress).toMatch(/^PROXY:/);
    await requestFunds(stack, { unicityId: proxyAddress, coin: "UCT", amount: 1 });
    await alice.confirmed(UCT.id, 10n ** 18n);
  });

  it("of test accounts that never ran are funded before and find their tokens when they start", async () => {
    const accounts = (await devAccounts(5)).slice(3);
    for (const { chainPubkey } of accounts) {
      await requestFunds(stack, { unicityId: chainPubkey, coin: "UCT", amount: 1 });
    }
    const dave = await wallet("dave", { mnemonic: accounts[0]?.mnemonic ?? "" });
    await dave.sphere.payments.receive();
    await dave.confirmed(UCT.id, 10n ** 18n);
  });

  it("show coins with names and decimals from the faucet's registry", async () => {
    const alice = await wallet("alice", { nametag: "alice" });
    TokenRegistry.configure({ remoteUrl: `${stack.faucetUrl}/registry/unicity-ids.testnet.json` });
    expect(await TokenRegistry.waitForReady()).toBe(true);
    await requestFunds(stack, { unicityId: "alice", coin: "solana", amount: 1 });
    await alice.confirmed(SOL, 1_000_000_000n);
    expect(await alice.sphere.payments.getAssets(SOL)).toMatchObject([
      { symbol: "SOL", name: "Solana", decimals: 9 },
    ]);
  });

  it("resolve @faucet and send tokens to it", async () => {
    const alice = await wallet("alice", { nametag: "alice" });
    await requestFunds(stack, { unicityId: "@alice", coin: "UCT", amount: 2 });
    await alice.confirmed(UCT.id, 2n * 10n ** 18n);
    expect(await alice.sphere.resolve("@faucet")).toMatchObject({
      chainPubkey: stack.faucet.identity.chainPubkey,
      directAddress: stack.faucet.identity.directAddress,
    });
    const result = await alice.sphere.payments.send({
      coinId: UCT.id,
      amount: "1",
      recipient: "@faucet",
      transferMode: "conservative",
    });
    expect(result.status).toBe("completed");
  });

  it("cannot mint a name with the trust base of another stack", async () => {
    const other = await startAggregator({ dataDir: join(folder, "other") });
    await other.close();
    const foreign = { ...stack, trustBaseFile: join(folder, "other", "trust-base.json") };
    await expect(
      openWallet(foreign, { folder: join(folder, "mallory"), nametag: "mallory" }),
    ).rejects.toThrow("Invalid inclusion proof status: NOT_AUTHENTICATED");
    expect((await wallet("honest", { nametag: "honest" })).nametag).toBe("honest");
  });
});
