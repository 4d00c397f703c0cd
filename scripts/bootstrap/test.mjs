import { watchEngine } from "./engine-check.mjs";
import { runAttached } from "./process.mjs";
import { clearResults, readResults } from "./results.mjs";
import { printSummary } from "./summary.mjs";
import { UsageError } from "./usage.mjs";

/** Everything that needs no engine, but the tests of packages. A build that failed fails here again. */
const CHECKS = ["lint:root", "typecheck:root", "test:root", "lint", "typecheck", "build"];

/** Packages whose tests follow the container suites: these end sooner than all other tests do one after the other. */
const LATE = ["@unicity-sphere/e2e", "rehearsal", "release"];

/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** Runs tasks of all packages, or of those that filters leave, as many at a time; resolves with turbo's exit code. */
function turbo(tasks, concurrency, filters = []) {
  const settings = ["--continue=dependencies-successful", "--log-order=grouped"];
  const names = filters.map((filter) => `--filter=${filter}`);
  return runAttached("turbo", ["run", ...tasks, ...settings, ...names, `--concurrency=${concurrency}`]);
}

/** Two runs one after the other, also when the first one fails, and not when it is interrupted; resolves with their exit codes. */
async function inOrder(first, second) {
  const code = await first();
  return code === INTERRUPTED ? [code] : [code, await second()];
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
  // Containers mostly wait, the others calculate: side by side they use the machine.
  const exitCodes = containers
    ? await Promise.all([
        inOrder(
          () => turbo(CHECKS, 1),
          () =>
            turbo(
              ["test"],
              1,
              LATE.map((name) => `!${name}`),
            ),
        ),
        inOrder(
          () => turbo(["test:containers"], 2),
          () => turbo(["test"], 1, LATE),
        ),
      ])
    : [await turbo([...CHECKS, "test"], 2)];
  const suites = [...readResults(), ...(whatIsLeft ? [await whatIsLeft()] : [])];
  return printSummary({ suites, tasksFailed: exitCodes.flat().some((code) => code !== 0), containers, inCi });
}
