import { describe, expect, it } from "vitest";
import { createRateLimit } from "../../../src/faucet/limits/rate-limit.ts";

describe("createRateLimit", () => {
  it("allows the budget of a window, per key, and tells how long to wait", () => {
    let now = 0;
    const take = createRateLimit(2, 1_000, () => now);
    expect([take("a"), take("a"), take("b")]).toEqual([0, 0, 0]);
    now = 400;
    expect(take("a")).toBe(600);
    now = 1_000;
    expect(take("a")).toBe(0);
  });

  it("is unlimited with 0", () => {
    const take = createRateLimit(0, 1_000, () => 0);
    expect(Array.from({ length: 1_000 }, () => take("a")).every((wait) => wait === 0)).toBe(true);
  });

  it("forgets the key that asked longest ago when there are too many", () => {
    const take = createRateLimit(1, 1_000, () => 0);
    take("first");
    for (let i = 0; i < 9_999; i += 1) take(`key-${i}`);
    expect(take("first")).toBeGreaterThan(0);
    take("one too many");
    expect(take("first")).toBe(0);
  });
});
