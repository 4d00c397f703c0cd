import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearResults, readResults } from "../bootstrap/results.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "results-"));
  mkdirSync(join(root, "packages"));
});
afterEach(() => rmSync(root, { recursive: true }));

function report(folder: string, content: object) {
  mkdirSync(join(root, folder, ".results"), { recursive: true });
  writeFileSync(join(root, folder, ".results/test.json"), JSON.stringify(content));
}

const assertion = (status: string, fullName = status) => ({ status, fullName });

test("counts passed, failed and skipped tests and measures the suite", () => {
  report("packages/relay", {
    success: false,
    startTime: 60_000,
    testResults: [
      { endTime: 90_000, assertionResults: [assertion("passed"), assertion("failed")] },
      { endTime: 120_000, assertionResults: [assertion("skipped", "needs Docker"), assertion("passed")] },
    ],
  });
  expect(readResults(root)).toEqual([
    {
      name: "relay/test",
      passed: 2,
      failed: 1,
      failures: [{ test: "failed", message: "" }],
      skipped: ["needs Docker"],
      minutes: 1,
    },
  ]);
});

test("counts a suite that could not be loaded as a failure although it has no test", () => {
  report("packages/relay", {
    success: false,
    startTime: 0,
    testResults: [{ name: "a.test.ts", status: "failed", message: "no such import", assertionResults: [] }],
  });
  expect(readResults(root)[0]).toMatchObject({
    passed: 0,
    failed: 1,
    failures: [{ test: "a.test.ts", message: "no such import" }],
  });
});

test("reads the root's own suite beside those of the packages", () => {
  const green = {
    success: true,
    startTime: 0,
    testResults: [{ endTime: 0, assertionResults: [assertion("passed")] }],
  };
  report("packages/relay", green);
  report(".", green);
  expect(readResults(root).map(({ name }) => name)).toEqual(["root/test", "relay/test"]);
});

test("results of an earlier run cannot be counted again", () => {
  report("packages/relay", { success: true, startTime: 0, testResults: [] });
  clearResults(root);
  expect(readResults(root)).toEqual([]);
});
