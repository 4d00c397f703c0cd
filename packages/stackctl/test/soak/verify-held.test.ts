import { expect, test } from "vitest";
import { findSpent, type HeldVerdict } from "../../src/soak/results/verify-held.ts";

const never = new Promise<HeldVerdict>(() => {});
const spentOne = async () => ({ spent: [{ id: "a", amount: 3n }], errors: [] });

/** Verifies what three wallets hold, the second of which does as told. */
async function verified(
  second: () => Promise<HeldVerdict>,
  limits: { walletMs?: number; signal?: AbortSignal },
) {
  const unverified: [number | null, string][] = [];
  const all = [spentOne, second, spentOne];
  const wallets = all.map((judgeHeld, index) => ({ index, name: `w${index}`, judgeHeld }));
  const found = await findSpent(wallets, {
    ...{ signal: new AbortController().signal, ...limits },
    unverified: (wallet, _, { message }) => void unverified.push([wallet, message]),
  });
  return { spent: found.map(({ wallet }) => wallet), unverified };
}

test("a wallet that cannot ask is told of, and the others are judged", async () => {
  const second = () => Promise.reject(new Error("HTTP 503"));
  expect(await verified(second, {})).toEqual({ spent: [0, 2], unverified: [[1, "HTTP 503"]] });
});

test("after a wallet that gets no answer no other is asked, and what is known stays", async () => {
  expect(await verified(() => never, { walletMs: 1 })).toEqual({
    spent: [0],
    unverified: [[null, "The tokens of 2 of 3 wallets were not looked up: w1 got no answer in 1 ms."]],
  });
});

test("a reader who does not want to wait leaves an aggregator that hangs, and what is known stays", async () => {
  const force = new AbortController();
  const second = () => {
    force.abort();
    return never;
  };
  expect(await verified(second, { signal: force.signal })).toEqual({
    spent: [0],
    unverified: [[null, "The tokens of 2 of 3 wallets were not looked up: the soak was ended."]],
  });
});
