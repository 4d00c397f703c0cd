import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { printSummary } from "../bootstrap/summary.mjs";

type Failure = { test: string; message: string };
const suite = {
  name: "devnet/test",
  passed: 3,
  failed: 0,
  failures: [] as Failure[],
  skipped: [] as string[],
  minutes: 0.5,
};
const summary = (over: object) =>
  printSummary({ suites: [suite], tasksFailed: false, containers: true, inCi: false, ...over });

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void lines.push(...text.split("\n")));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("the summary of `npm test`", () => {
  test("ends with the counts and succeeds when everything passed", () => {
    expect(summary({})).toBe(0);
    expect(lines.at(-1)).toBe("3 passed, 0 failed, 0 skipped");
    expect(lines.some((line) => line.includes("0.50") && line.includes("devnet/test"))).toBe(true);
  });

  test("fails when a test failed", () => {
    expect(summary({ suites: [{ ...suite, failed: 2 }], tasksFailed: true })).toBe(1);
    expect(lines.at(-1)).toBe("3 passed, 2 failed, 0 skipped");
  });

  test("names every failed test near its end, with the beginning of its message", () => {
    const message = [
      "AssertionError: expected 2 to be 3",
      ...Array.from({ length: 50 }, () => "  at line"),
    ].join("\n");
    const failures = [{ test: "relay answers", message }];
    summary({ suites: [{ ...suite, failed: 1, failures }], tasksFailed: true });
    const at = lines.indexOf("Failed: devnet/test: relay answers");
    expect(lines[at + 1]).toBe("  AssertionError: expected 2 to be 3");
    expect(lines.length - at).toBeLessThan(20);
  });

  test("counts a lint, type or build error, which has no test, as one failure", () => {
    expect(summary({ tasksFailed: true })).toBe(1);
    expect(lines.at(-1)).toBe("3 passed, 1 failed, 0 skipped");
  });

  test("names every skipped test, and the container suites when they were not asked for", () => {
    const code = summary({ suites: [{ ...suite, skipped: ["needs a namespace"] }], containers: false });
    expect(code).toBe(0);
    expect(lines).toContain("  devnet/test: needs a namespace");
    expect(lines.some((line) => line.includes("--containers"))).toBe(true);
    expect(lines.at(-1)).toBe("3 passed, 0 failed, 2 skipped");
  });

  test("fails in CI on a skip", () => {
    expect(summary({ suites: [{ ...suite, skipped: ["needs a namespace"] }], inCi: true })).toBe(1);
  });

  test("lets a CI without published samples skip the tests that need them, and no other CI", () => {
    const suites = [{ ...suite, skipped: ["published trust bases verify (needs UNICITY_SAMPLES_DIR)"] }];
    vi.stubEnv("UNICITY_SAMPLES_DIR", "");
    expect(summary({ suites, inCi: true })).toBe(0);
    vi.stubEnv("UNICITY_SAMPLES_DIR", "/samples");
    expect(summary({ suites, inCi: true })).toBe(1);
  });
});
