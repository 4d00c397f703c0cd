import { rmSync } from "node:fs";
import { join } from "node:path";
import { watchEngine } from "./engine-check.mjs";
import { root, runAttached, toolEnvironment } from "./process.mjs";
import { clearResults, readResults } from "./results.mjs";
import { suitesOf } from "./suites.mjs";
import { printSummary } from "./summary.mjs";
import { UsageError } from "./usage.mjs";

/** Everything that needs no engine, but the tests of packages. A build that failed fails here again. */
const CHECKS = ["lint:root", "typecheck:root", "test:root", "lint", "typecheck", "build"];

/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** Node.js keeps what it has compiled here: the tests start it thousands of times. */
const compileCache = join(root, "node_modules", ".cache", "compiled");

/** Removes it, also while a process that ends late still writes to it. */
const removeCompiled = () =>
  rmSync(compileCache, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

/** Runs tasks of all packages, or of one, as many at a time; resolves with turbo's exit code. */
function turbo(tasks, concurrency, name) {
  const settings = ["--continue=dependencies-successful", "--log-order=grouped"];
  const filter = name ? [`--filter=${name}`] : [];
  return runAttached("turbo", ["run", ...tasks, ...settings, ...filter, `--concurrency=${concurrency}`], {
    env: { ...toolEnvironment, NODE_COMPILE_CACHE: compileCache },
  });
}

/** Whether this run was told to end. The signal itself goes to the job that runs. */
function watchSignals() {
  const watch = { told: false };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => (watch.told = true));
  return watch;
}

/** Runs jobs one after the other, also when one fails, and none after an interrupted one; resolves with their exit codes. */
async function inOrder(jobs, signals) {
  const codes = [];
  for (let job = jobs.next(); !job.done && !signals.told && codes.at(-1) !== INTERRUPTED; job = jobs.next())
    codes.push(await job.value());
  return codes;
}

/** The jobs of several queues, one queue after the other. Others may take from the same queues at the same time. */
function* taken(...queues) {
  for (const queue of queues) while (queue.length) yield queue.shift();
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
  removeCompiled();
  const signals = watchSignals();
  const whatIsLeft = inCi ? watchEngine() : undefined;
  // Once, before two runs need the same files.
  if ((await turbo(["build"], 2)) === INTERRUPTED || signals.told) return INTERRUPTED;
  const jobs = (task) => suitesOf(task).map((name) => () => turbo([task], 1, name));
  const [ofContainers, tests] = [jobs("test:containers"), jobs("test")];
  // Containers mostly wait, the others calculate: side by side they use the machine. Whoever is done helps with the tests.
  const exitCodes = containers
    ? await Promise.all([
        inOrder(taken([() => turbo(CHECKS, 1)], tests), signals),
        inOrder(taken(ofContainers, tests), signals),
        inOrder(taken(ofContainers, tests), signals),
      ])
    : [await turbo([...CHECKS, "test"], 2)];
  const suites = [...readResults(), ...(whatIsLeft ? [await whatIsLeft()] : [])];
  const code = printSummary({
    suites,
    tasksFailed: exitCodes.flat().some((code) => code !== 0),
    containers,
    inCi,
  });
  removeCompiled();
  return code;
}
