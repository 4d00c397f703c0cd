import { expect, test } from "vitest";
import { defineService } from "../../src/index.ts";
import { serviceInput } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const define = (extra: object) => defineService({ ...serviceInput(), ...extra } as never);
const container = (extra: object) => define({ runtime: { kind: "container", image: "shop", ...extra } });

test.each(["1k", "1", "5m", "6143k", "6291455"])(
  "%s of memory is below the engine's minimum in text, too",
  (memory) => {
    expect(mistakes(() => define({ limits: { memory } }))).toEqual([
      `limits.memory: "${memory}" is less than the engine's minimum of "6m"`,
    ]);
  },
);

test.each(["6m", "6144k", "6291456", "1g", 6_291_456])("%j of memory is enough", (memory) => {
  expect(define({ limits: { memory } }).limits.memory).toBe(memory);
});

const places: [string, (size: string) => unknown][] = [
  ["limits.memory", (memory) => define({ limits: { memory } })],
  ["logging.maxSize", (maxSize) => define({ logging: { maxSize } })],
  ["runtime.shmSize", (shmSize) => container({ shmSize })],
  ["runtime.tmpfs[0].size", (size) => container({ tmpfs: [{ path: "/tmp", size }] })],
];

test.each(places)("%s takes no size that overflows", (path, act) => {
  for (const size of ["99999999999999999999999g", "9007199254740992", "8388608g", `${"9".repeat(400)}k`])
    expect(mistakes(() => act(size))).toEqual([expect.stringMatching(/is more than a machine has/)]);
  expect(mistakes(() => act("8388608g"))[0]?.startsWith(`${path}: `)).toBe(true);
  expect(() => act("8388607g")).not.toThrow();
});

test.each(places)("%s takes no size of nothing, and none that is no size", (_, act) => {
  for (const size of ["0", "0m", "00k", "-1m", "+1m", "1.5m", "1e3", "1M", " 1m", "1m\n", ""])
    expect(mistakes(() => act(size)).join()).toMatch(/must be a size such as "64m"/);
});
