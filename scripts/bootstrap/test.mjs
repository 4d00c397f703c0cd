import { watchEngine } from "./engine-check.mjs";
import { runAttached } from "./process.mjs";
import { clearResults, readResults } from "./results.mjs";
import { printSummary } from "./summary.mjs";
import { UsageError } from "./usage.mjs";

/**
 * Lint, types, build and every test; container suites when `--containers` is given or CI=true.
 * Ends with `N passed, N failed, N skipped`; exit 1 on a failure, and in CI on a skip or on anything that the tests leave on
 * the engine as well: elsewhere others may work on the same engine.
 */
export async function run(args) {
  const unknown = args.filter((arg) => arg !== "--containers");
  if (unknown.length) throw new UsageError(`Unknown option ${unknown[0]}. Known: --containers.`);
  const inCi = process.env.CI === "true";
  const containers = inCi || args.includes("--containers");

  clearResults();
  const whatIsLeft = inCi ? watchEngine() : undefined;
  const tasks = [
    "lint:root",
    "typecheck:root",
    "test:root",
    "lint",
    "typecheck",
    "build",
    "test",
    ...(containers ? ["test:containers"] : []),
  ];
  const exitCode = await runAttached("turbo", [
    "run",
    ...tasks,
    "--continue=dependencies-successful",
    "--log-order=grouped",
    "--concurrency=2",
  ]);
  const suites = [...readResults(), ...(whatIsLeft ? [await whatIsLeft()] : [])];
  return printSummary({ suites, tasksFailed: exitCode !== 0, containers, inCi });
}
