import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBaseUnits, InvalidAmount, parseBaseUnits, toBaseUnits } from "../../src/coins/amounts.ts";
import { COINS, findCoin, TOKEN_TYPE_ID } from "../../src/coins/coins.ts";

const samples = process.env.UNICITY_SAMPLES_DIR;

describe("coins", () => {
  it("are found by name, symbol in any case, and id", () => {
    for (const coin of COINS) {
      for (const key of [coin.name, coin.symbol, coin.symbol.toLowerCase(), coin.id, coin.id.toUpperCase()]) {
        expect(findCoin(key)).toBe(coin);
      }
    }
    expect(findCoin("doge")).toBeUndefined();
    expect(findCoin("__proto__")).toBeUndefined();
  });

  it("cover the seven that the sphere app asks for", () => {
    const asked = ["unicity", "bitcoin", "solana", "ethereum", "tether", "usd-coin", "unicity-usd"];
    expect(asked.map((name) => findCoin(name)?.symbol)).toEqual([
      "UCT",
      "BTC",
      "SOL",
      "ETH",
      "USDT",
      "USDC",
      "USDU",
    ]);
  });

  it.skipIf(!samples)("equal the published registry (UNICITY_SAMPLES_DIR)", () => {
    const file = join(samples ?? "", "unicity-ids", "unicity-ids.testnet.json");
    const published = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>[];
    const fungible = published.filter((entry) => entry.assetKind === "fungible");
    expect(COINS).toEqual(
      fungible.map(({ id, name, symbol, decimals, description }) => ({
        id,
        name,
        symbol,
        decimals,
        description,
      })),
    );
    expect(published.find((entry) => entry.assetKind === "non-fungible")?.id).toBe(TOKEN_TYPE_ID);
  });
});

describe("amounts", () => {
  it("are converted exactly where floating point would not be", () => {
    expect(toBaseUnits("0.000000000000000001", 18)).toBe(1n);
    expect(toBaseUnits("123456789.123456789123456789", 18)).toBe(123456789123456789123456789n);
    expect(toBaseUnits(0.1, 18)).toBe(100000000000000000n);
    expect(toBaseUnits(1e-7, 8)).toBe(10n);
    expect(toBaseUnits(1e21, 0)).toBe(10n ** 21n);
    expect(toBaseUnits(1.5e21, 0)).toBe(15n * 10n ** 20n);
    expect(toBaseUnits(" 1.50 ", 1)).toBe(15n);
  });

  it("that are no positive number of the coin's units are refused", () => {
    const bad = ["", "0", "0.0", "-1", "+1", "1e3", "1,5", ".5", "5.", "0x10", "NaN", "1".repeat(61), "١"];
    for (const text of bad) expect(() => toBaseUnits(text, 6), text).toThrow(InvalidAmount);
    for (const number of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, -1e-7]) {
      expect(() => toBaseUnits(number, 6), String(number)).toThrow(InvalidAmount);
    }
    expect(() => toBaseUnits("0.0000001", 6)).toThrow("more than 6 decimals");
    for (const text of ["", "0", "1.0", "-1", " 1", "1e3"]) {
      expect(() => parseBaseUnits(text), text).toThrow(InvalidAmount);
    }
  });

  it("survive the way to human units and back", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 40n }),
        fc.integer({ min: 0, max: 18 }),
        (units, decimals) => {
          expect(toBaseUnits(fromBaseUnits(units, decimals), decimals)).toBe(units);
        },
      ),
    );
  });
});
