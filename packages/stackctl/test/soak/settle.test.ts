import { expect, test } from "vitest";
import { Ledger } from "../../src/soak/results/ledger.ts";
import { settle } from "../../src/soak/results/settle.ts";
import type { HeldVerdict } from "../../src/soak/results/verify-held.ts";
import { mintKey } from "../../src/soak/wallets/arrivals.ts";
import { serverThat } from "../wallet-check/support/servers.ts";
import { disconnectedWallet } from "./support/wallet.ts";

const options = { timeoutMs: 0, signal: new AbortController().signal };

/** Settles one wallet that has asked for 5 and 7 base units; the second ones have arrived. */
async function settled(
  answer: unknown,
  judgeHeld = async (): Promise<HeldVerdict> => ({ spent: [], errors: [] }),
  { certify = async () => {}, signal = options.signal } = {},
) {
  const { url } = await serverThat(() => ({ body: answer }));
  const unverified: string[] = [];
  const balance = () => ({ confirmed: 7n, total: 7n });
  const wallet = { ...disconnectedWallet(0), judgeHeld, certify, balance };
  const ledger = new Ledger();
  ledger.mint("one", 0, 5n);
  ledger.mint("two", 0, 7n);
  wallet.arrivals.note(mintKey(7n), 7n);
  const accounts = { wallets: [wallet], ledger, faucetUrl: url };
  const note = (_: number | null, __: number, error: Error) => void unverified.push(error.message);
  return { ...(await settle(accounts, { ...options, signal, unverified: note })), unverified };
}

test.each([
  ["has not decided", { data: { status: "queued" } }],
  ["answers with something else", "<html>"],
  ["answers with nothing", null],
])("a mint that the faucet %s is undecided, unless it has arrived", async (_, answer) => {
  expect(await settled(answer)).toMatchObject({ undecided: 1, lost: 0n, surplus: 0n, unverified: [] });
});

test("a mint that was delivered and has not arrived is lost", async () => {
  const answer = { data: { status: "delivered" } };
  expect(await settled(answer)).toMatchObject({ undecided: 0, lost: 5n, surplus: 0n });
});

test("tokens that the aggregator does not judge are told of", async () => {
  const judgeHeld = () => Promise.reject(new Error("HTTP 503"));
  expect(await settled({ data: { status: "queued" } }, judgeHeld)).toMatchObject({
    unverified: ["HTTP 503"],
  });
});

test("tokens that are spent are lost, also where the aggregator does not judge others", async () => {
  const judgeHeld = async () => ({ spent: [{ id: "a", amount: 3n }], errors: ["HTTP 503", "no proof"] });
  expect(await settled({ data: { status: "queued" } }, judgeHeld)).toMatchObject({
    ...{ lost: 3n, spentTokens: [{ wallet: 0, token: "a" }] },
    unverified: ["HTTP 503", "no proof"],
  });
});

test("an aggregator that does not answer is left at once when the reader does not want to wait", async () => {
  const force = new AbortController();
  const certify = () => {
    force.abort();
    return new Promise<never>(() => {});
  };
  const judgeHeld = () => Promise.reject(new Error("asked all the same"));
  const found = await settled({ data: { status: "queued" } }, judgeHeld, { certify, signal: force.signal });
  expect(found.unverified).toEqual(["The tokens of 1 of 1 wallets were not looked up: the soak was ended."]);
});
