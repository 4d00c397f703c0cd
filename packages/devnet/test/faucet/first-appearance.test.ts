import { afterEach, beforeEach, expect, it } from "vitest";
import { type Delivery, isSettled } from "../../src/faucet/deliveries/delivery.ts";
import { DeliveryStore } from "../../src/faucet/deliveries/delivery-store.ts";
import { FirstAppearance } from "../../src/faucet/deliveries/first-appearance.ts";
import { deriveIdentity, type WalletIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { identityBinding } from "../../src/faucet/nostr/own-binding.ts";
import { RelayClient } from "../../src/faucet/nostr/relay-client.ts";
import { eventually } from "./support/eventually.ts";
import { ScriptedRelay } from "./support/scripted-relay.ts";

let relay: ScriptedRelay;
let store: DeliveryStore;
let wallet: WalletIdentity;
let other: WalletIdentity;
let sent: { item: string; notBefore: number }[];
let fails: number;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  relay = await ScriptedRelay.start();
  store = new DeliveryStore({ memory: true });
  const [, first, second] = await devAccounts(3);
  wallet = await deriveIdentity(first?.mnemonic ?? "");
  other = await deriveIdentity(second?.mnemonic ?? "");
  sent = [];
  fails = 0;
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await relay.close();
  store.close();
});

/** Watches as one process of the faucet does. @returns ends the process */
async function watch(): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  const client = new RelayClient({ url: relay.url, answerTimeoutMs: 5_000 });
  const appearances = new FirstAppearance({
    ...{ relay: client, store, log: () => {}, signal: stopped.signal },
    redeliver: async (delivery: Delivery, notBefore: number) => {
      fails -= 1;
      if (fails >= 0) throw new Error("The aggregator is away.");
      sent.push({ item: delivery.requestId, notBefore });
      return "event";
    },
  });
  const end = async () => {
    stopped.abort();
    client.close();
    await appearances.close();
  };
  ends.push(end);
  appearances.watch();
  await eventually("the relay is watched", () => relay.subscriptionCount === 1);
  return end;
}

function fund(id: string, failed = false, to = wallet): void {
  const items = [{ asset: "UCT", coinId: "ab".repeat(32), amount: 1n }];
  const { nostrPubkey, directAddress: address } = to;
  const { stored } = store.accept({ id, recipient: nostrPubkey, nostrPubkey, address, items }, Date.now());
  for (const delivery of stored.deliveries) {
    if (failed) store.markFailed(delivery, "MINT_FAILED", "no");
    else store.markDelivered(delivery, "event");
  }
  expect(isSettled(stored)).toBe(false);
}

const appeared = (who = wallet) =>
  eventually("the wallet is known", () => store.hasAppeared(who.nostrPubkey));

it("sends a test wallet what it was sent before, dated not before its binding, and nothing that failed", async () => {
  fund("first");
  fund("failed", true);
  await watch();
  expect(sent).toEqual([]);
  const binding = identityBinding(wallet);
  relay.inject(binding);
  await appeared();
  expect(sent).toEqual([{ item: "first", notBefore: binding.created_at }]);
});

it("sends it once, also when the binding is shown again to a restarted faucet", async () => {
  fund("first");
  const end = await watch();
  relay.inject(identityBinding(wallet));
  await appeared();
  await end();
  await eventually("the connection ended", () => relay.subscriptionCount === 0);
  fund("later");
  await watch();
  fund("other", false, other);
  relay.inject(identityBinding(wallet));
  relay.inject(identityBinding(other));
  await appeared(other);
  expect(sent.map(({ item }) => item)).toEqual(["first", "other"]);
});

it("finds a wallet that appeared while the faucet was down and tries until the tokens are sent", async () => {
  fund("first");
  relay.inject(identityBinding(wallet));
  fails = 1;
  await watch();
  await appeared();
  expect(sent.map(({ item }) => item)).toEqual(["first"]);
});

it("does not believe a binding with a wrong signature", async () => {
  fund("first");
  await watch();
  relay.inject(JSON.parse(JSON.stringify({ ...identityBinding(wallet), sig: "0".repeat(128) })));
  fund("other", false, other);
  relay.inject(identityBinding(other));
  await appeared(other);
  expect(sent.map(({ item }) => item)).toEqual(["other"]);
});
