import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./process.mjs";

const packages = () => readdirSync(join(root, "packages"));
const folder = (name) => join(root, "packages", name, ".results");

/** Removes the results of earlier runs, so that only this run (or turbo's cache) can provide them. */
export function clearResults() {
  for (const name of packages()) rmSync(folder(name), { recursive: true, force: true });
}

/** One entry per suite: {name, passed, failed, skipped: full test names, minutes}. */
export function readResults() {
  const suites = [];
  for (const name of packages()) {
    if (!existsSync(folder(name))) continue;
    for (const file of readdirSync(folder(name)).filter((entry) => entry.endsWith(".json"))) {
      const report = JSON.parse(readFileSync(join(folder(name), file), "utf8"));
      suites.push(suite(`${name}/${file.replace(/\.json$/, "")}`, report));
    }
  }
  return suites;
}

function suite(name, report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((test) => ["skipped", "pending", "todo"].includes(test.status));
  const end = Math.max(report.startTime, ...report.testResults.map((file) => file.endTime ?? 0));
  return {
    name,
    passed: tests.filter((test) => test.status === "passed").length,
    // A file that could not even be loaded has no tests, but the suite failed.
    failed: Math.max(tests.filter((test) => test.status === "failed").length, report.success ? 0 : 1),
    skipped: skipped.map((test) => test.fullName),
    minutes: (end - report.startTime) / 60_000,
  };
}
