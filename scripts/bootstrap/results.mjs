import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root as repository } from "./process.mjs";

/** Suite group → folder with the JSON reports of vitest. */
function resultFolders(root) {
  const packages = readdirSync(join(root, "packages"));
  return [
    ["root", join(root, ".results")],
    ...packages.map((name) => [name, join(root, "packages", name, ".results")]),
  ];
}

/** Removes the results of earlier runs, so that only this run (or turbo's cache) can provide them. */
export function clearResults(root = repository) {
  for (const [, folder] of resultFolders(root)) rmSync(folder, { recursive: true, force: true });
}

/**
 * One entry per suite: {name, passed, failed, failures: {test, message} of each failed test or file, skipped: full test
 * names, minutes}.
 */
export function readResults(root = repository) {
  const suites = [];
  for (const [group, folder] of resultFolders(root)) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((entry) => entry.endsWith(".json"))) {
      const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
      suites.push(suite(`${group}/${file.replace(/\.json$/, "")}`, report));
    }
  }
  return suites;
}

function suite(name, report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter((test) => test.status === "failed");
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.length,
  );
  const skipped = tests.filter((test) => ["skipped", "pending", "todo"].includes(test.status));
  const end = Math.max(report.startTime, ...report.testResults.map((file) => file.endTime ?? 0));
  return {
    name,
    passed: tests.filter((test) => test.status === "passed").length,
    // A file that could not even be loaded has no tests, but the suite failed.
    failed: Math.max(failed.length, report.success ? 0 : 1),
    failures: [
      ...failed.map((test) => ({ test: test.fullName, message: test.failureMessages?.[0] ?? "" })),
      ...unloaded.map((file) => ({ test: file.name, message: file.message ?? "" })),
    ],
    skipped: skipped.map((test) => test.fullName),
    minutes: (end - report.startTime) / 60_000,
  };
}
