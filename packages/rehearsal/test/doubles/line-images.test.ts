import { expect, test } from "vitest";
import { bftCoreDouble, chainedAggregatorDouble, planImage } from "../../src/index.ts";

/** Bundles are built by `turbo run build`, on which the tests depend. */
const planned = (definition: ReturnType<typeof bftCoreDouble>) =>
  planImage(definition, { rootFilesystem: "debian" });

test("lines of one double share its image and have references of their own", async () => {
  const [old, fresh] = await Promise.all([planned(bftCoreDouble("old")), planned(bftCoreDouble("new"))]);
  expect(old.steps.map(({ reference }) => reference.split(":")[0])).toEqual([
    "unicity-rehearsal/bft-core-double",
    "unicity-rehearsal/bft-core-old-double",
  ]);
  expect(fresh.steps[0]).toEqual(old.steps[0]);
  expect(fresh.reference).not.toBe(old.reference);
});

test("there is no double of an aggregator with API v2", () => {
  expect(() => chainedAggregatorDouble("v2a")).toThrow(expect.objectContaining({ code: "DOUBLE_UNKNOWN" }));
});

test("a double that is not built says how", () => {
  expect(() => bftCoreDouble("new", "/nowhere")).toThrow(expect.objectContaining({ code: "BUNDLE_MISSING" }));
});
