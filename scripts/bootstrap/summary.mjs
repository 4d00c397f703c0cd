const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Container suites that did not run are listed, never silently absent. */
const CONTAINER_SUITES = "container suites (run `npm test -- --containers`; needs a Docker engine)";

/** Lines of a failure's message that the summary repeats; the whole is in the log above. */
const MESSAGE_LINES = 12;

/** Prints minutes per suite, every failed test with the beginning of its message, the skipped tests by name, and the closing line. Returns the exit code. */
export function printSummary({ suites, tasksFailed, containers, inCi }) {
  const skipped = suites.flatMap((suite) => suite.skipped.map((test) => `${suite.name}: ${test}`));
  if (!containers) skipped.push(CONTAINER_SUITES);
  const passed = sum(suites.map((suite) => suite.passed));
  // A failed task without a failed test is a lint, type, build or start-up error: it counts as one.
  const failed = Math.max(sum(suites.map((suite) => suite.failed)), tasksFailed ? 1 : 0);

  console.log("\nMinutes per suite");
  for (const suite of suites)
    console.log(`  ${suite.minutes.toFixed(2).padStart(6)}  ${suite.name} (${suite.passed} passed)`);
  if (skipped.length) console.log(`\nSkipped\n${skipped.map((name) => `  ${name}`).join("\n")}`);

  for (const suite of suites) for (const failure of suite.failures) printFailure(suite.name, failure);

  const forbidden = inCi ? skipped.filter(isForbiddenInCi) : [];
  if (forbidden.length) console.log(`\nCI allows no skip, and ${forbidden.length} of these were skipped.`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed || forbidden.length ? 1 : 0;
}

/** Published samples are not part of the repository: only a CI that has them can run those tests. */
function isForbiddenInCi(name) {
  return !(name.includes("UNICITY_SAMPLES_DIR") && !process.env.UNICITY_SAMPLES_DIR);
}

function printFailure(suite, { test, message }) {
  const lines = message.split("\n").slice(0, MESSAGE_LINES);
  console.log(`\nFailed: ${suite}: ${test}\n${lines.map((line) => `  ${line}`).join("\n")}`);
}
