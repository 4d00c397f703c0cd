import { watchEngine } from "./engine-check.mjs";
import { runAttached } from "./process.mjs";
import { clearResults, readResults } from "./results.mjs";
import { printSummary } from "./summary.mjs";
import { UsageError } from "./usage.mjs";

/** Everything that needs no engine. A build that failed fails here again. */
const CHECKS = ["lint:root", "typecheck:root", "test:root", "lint", "typecheck", "build", "test"];

/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** Runs tasks of all packages, as many at a time, and resolves with turbo's exit code. */
function turbo(tasks, concurrency) {
  const settings = ["--continue=dependencies-successful", "--log-order=grouped"];
  return runAttached("turbo", ["run", ...tasks, ...settings, `--concurrency=${concurrency}`]);
}

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
  // Once, before two runs need the same files.
  if ((await turbo(["build"], 2)) === INTERRUPTED) return INTERRUPTED;
  const checks = turbo(CHECKS, containers ? 1 : 2);
  // Containers mostly wait, the others calculate: side by side they use the machine.
  const exitCodes = await Promise.all([checks, ...(containers ? [turbo(["test:containers"], 2)] : [])]);
  const suites = [...readResults(), ...(whatIsLeft ? [await whatIsLeft()] : [])];
  return printSummary({ suites, tasksFailed: exitCodes.some((code) => code !== 0), containers, inCi });
}
