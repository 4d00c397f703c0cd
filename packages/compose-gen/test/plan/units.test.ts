import { expect, test } from "vitest";
import { duration, size, sizeInBytes } from "../../src/plan/units.ts";

test.each([
  [1, "1ms"],
  [999, "999ms"],
  [1_000, "1s"],
  [1_500, "1.5s"],
  [60_000, "1m0s"],
  [90_001, "1m30.001s"],
  [3_600_000, "1h0m0s"],
  [86_400_000, "24h0m0s"],
])("%i ms are %s, as Compose prints it", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  [1, "1"],
  [1_024, "1k"],
  [268_435_456, "256m"],
  [2 ** 30, "1g"],
  [268_435_457, "268435457"],
])("%i bytes are %s and back", (bytes, text) => {
  expect(size(bytes)).toBe(text);
  expect(sizeInBytes(text)).toBe(bytes);
});
