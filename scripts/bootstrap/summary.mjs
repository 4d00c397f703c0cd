const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Container suites that did not run are listed, never silently absent. */
const CONTAINER_SUITES = "container suites (run `npm test -- --containers`; needs a Docker engine)";

/** Prints minutes per suite, the skipped tests by name, and the closing line. Returns the exit code. */
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

  const forbidden = inCi ? skipped.filter(isForbiddenInCi) : [];
  if (forbidden.length) console.log(`\nCI allows no skip, and ${forbidden.length} of these were skipped.`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed || forbidden.length ? 1 : 0;
}

/** Published samples are not part of the repository: only a CI that has them can run those tests. */
function isForbiddenInCi(name) {
  return !(name.includes("UNICITY_SAMPLES_DIR") && !process.env.UNICITY_SAMPLES_DIR);
}
