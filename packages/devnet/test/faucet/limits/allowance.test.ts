import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { findCoin } from "../../../src/coins/coins.ts";
import { DeliveryStore } from "../../../src/faucet/deliveries/delivery-store.ts";
import { Allowance, type AllowanceOptions } from "../../../src/faucet/limits/allowance.ts";

const HOUR = 3_600_000;
const alice = "aa".repeat(32);
const bob = "bb".repeat(32);

function units(symbol: string, human: number) {
  const coin = findCoin(symbol);
  if (!coin) throw new Error(`no coin ${symbol}`);
  return { coinId: coin.id, amount: BigInt(human) * 10n ** BigInt(coin.decimals) };
}

function openStore(location: { file: string } | { memory: true } = { memory: true }): DeliveryStore {
  const store = new DeliveryStore(location);
  onTestFinished(() => store.close());
  return store;
}

function allowance(options: Partial<AllowanceOptions>, store = openStore()) {
  const clock = { now: 1_000 * HOUR };
  const limits = new Allowance(
    store.granted,
    { requestsPerMinute: 0, maxAmountPerDay: 0, ...options },
    () => clock.now,
  );
  return {
    clock,
    spend: (who: string, ...items: ReturnType<typeof units>[]) => limits.spend(who, items, () => "ok"),
  };
}

test("each recipient may get the limit of each coin, to the last base unit", () => {
  const { spend } = allowance({ maxAmountPerDay: 1_000_000 });
  for (const who of [alice, bob]) {
    for (const symbol of ["UCT", "SOL"]) {
      expect(spend(who, units(symbol, 1_000_000))).toBe("ok");
      expect(() => spend(who, { ...units(symbol, 1), amount: 1n })).toThrow("the limit of 1000000");
    }
  }
});

test("what was granted counts for 24 hours, and the error says when enough of it no longer does", () => {
  const { spend, clock } = allowance({ maxAmountPerDay: 100 });
  spend(alice, units("SOL", 60));
  clock.now += 2 * HOUR;
  spend(alice, units("SOL", 40));
  const waits = (human: number) => {
    try {
      spend(alice, units("SOL", human));
    } catch (error) {
      return (error as { waitMs?: number }).waitMs;
    }
    return 0;
  };
  expect(waits(60)).toBe(22 * HOUR);
  expect(waits(61)).toBe(24 * HOUR);
  clock.now += 22 * HOUR;
  expect(waits(61)).toBe(2 * HOUR);
  expect(waits(60)).toBe(0);
});

test("whatever is asked for and when, nobody gets more than the limit within 24 hours", () => {
  const step = fc.record({
    pauseMinutes: fc.integer({ min: 0, max: 600 }),
    human: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { spend, clock } = allowance({ maxAmountPerDay: 100 });
      const granted: { at: number; human: number }[] = [];
      for (const { pauseMinutes, human } of steps) {
        clock.now += pauseMinutes * 60_000;
        try {
          spend(alice, units("SOL", human));
        } catch {
          continue;
        }
        granted.push({ at: clock.now, human });
        // Hours of the clock: a window of 23 hours is inside for certain.
        const recent = granted.filter(({ at }) => at > clock.now - 23 * HOUR);
        expect(recent.reduce((sum, entry) => sum + entry.human, 0)).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 50 },
  );
});

test("more than the limit is never possible and has no waiting time", () => {
  const { spend } = allowance({ maxAmountPerDay: 100 });
  expect(() => spend(alice, units("SOL", 101))).toThrow(
    expect.objectContaining({
      message: "amount is larger than the limit of 100 SOL per recipient in 24 hours",
      waitMs: undefined,
    }),
  );
});

test("items of one request count together, and none is granted when one is refused", () => {
  const { spend } = allowance({ maxAmountPerDay: 100 });
  expect(() => spend(alice, units("UCT", 1), units("SOL", 60), units("SOL", 60))).toThrow("SOL");
  expect(spend(alice, units("UCT", 100), units("SOL", 50), units("SOL", 50))).toBe("ok");
});

test("a restart does not give the limit anew", () => {
  const folder = mkdtempSync(join(tmpdir(), "allowance-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "faucet.db");
  const first = new DeliveryStore({ file });
  allowance({ maxAmountPerDay: 100 }, first).spend(alice, units("SOL", 60));
  first.close();
  expect(() =>
    allowance({ maxAmountPerDay: 100 }, openStore({ file })).spend(alice, units("SOL", 41)),
  ).toThrow("has got 60");
});

test("0 is unlimited, and items count as requests", () => {
  const unlimited = allowance({});
  expect(unlimited.spend(alice, units("UCT", 1e9), units("UCT", 1e9))).toBe("ok");
  const { spend } = allowance({ requestsPerMinute: 2 });
  expect(() => spend(alice, units("UCT", 1), units("UCT", 1), units("UCT", 1))).toThrow("Too many requests");
  expect(spend(alice, units("UCT", 1), units("UCT", 1))).toBe("ok");
});
