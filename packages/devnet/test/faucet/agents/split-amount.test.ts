import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestAmount, splitAmount } from "../../../src/faucet/agents/split-amount.ts";

const limits = { batchSize: 20, maxItems: 100, maxItemUnits: 10n ** 18n };
const anything = { batchSize: 1, maxItems: 1, maxItemUnits: undefined };

describe("splitAmount", () => {
  it("makes items that are together the amount, within the limits, and as few as possible", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 100n * 10n ** 18n), (units) => {
        const items = splitAmount(units, limits);
        expect(items.reduce((sum, item) => sum + item, 0n)).toBe(units);
        expect(items.every((item) => item > 0n && item <= limits.maxItemUnits)).toBe(true);
        expect(BigInt(items.length)).toBe((units + limits.maxItemUnits - 1n) / limits.maxItemUnits);
      }),
    );
  });

  it("refuses what is more than all items hold, and cuts nothing off", () => {
    expect(largestAmount(limits)).toBe(10n ** 20n);
    expect(splitAmount(10n ** 20n, limits)).toHaveLength(100);
    expect(() => splitAmount(10n ** 20n + 1n, limits)).toThrow(RangeError);
  });

  it("leaves an amount whole where items have no limit", () => {
    expect(largestAmount(anything)).toBeUndefined();
    expect(splitAmount(10n ** 30n, anything)).toEqual([10n ** 30n]);
  });
});
