import { defineConfig, mergeConfig } from "vitest/config";

/** Limits of every suite: guards against hanging, for a machine that does much else at the same time; no test is made by them. */
export const limits = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  teardownTimeout: 60_000,
  expect: { poll: { timeout: 60_000 } },
  // An error tells its values, not how many there are: a suite's summary has nothing else.
  chaiConfig: { truncateThreshold: 2_000 },
};

/** The same for suites whose tests run whole programs: several stacks, a browser, another test runner. */
export const programLimits = { ...limits, testTimeout: 300_000, hookTimeout: 300_000 };

/** The same for suites that start containers: all of them share one engine. */
export const containerLimits = {
  ...limits,
  testTimeout: 600_000,
  hookTimeout: 600_000,
  expect: { poll: { timeout: 300_000 } },
};

const files = ["test/**/*.test.ts", "src/**/*.test.ts"];

/** Whatever the files are; results also go to `.results/<suite>.json` for the summary of `npm test`. */
const settings = defineConfig({
  test: {
    exclude: ["**/node_modules/**", "test/containers/**"],
    ...limits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/test.json" },
  },
});

/** The test settings of every package. */
const everyFileAlone = mergeConfig(settings, { test: { include: files } });
export default everyFileAlone;

/**
 * The same for a package whose tests leave nothing in the process: a worker runs many files, and loads libraries once. A hook
 * at the top of a support module would hold for the first file alone: `onTestFinished` ends what a test has opened.
 */
export const inSharedWorkers = mergeConfig(everyFileAlone, { test: { isolate: false } });

/**
 * The same but for some files (globs), each of which has a worker of its own: those that mock a module, or use a library that
 * keeps something for the whole process.
 */
export const inSharedWorkersBut = (...own: string[]) =>
  mergeConfig(settings, {
    test: {
      projects: [
        { extends: true, test: { name: "shared", isolate: false, include: files, exclude: own } },
        { extends: true, test: { name: "own", include: own } },
      ],
    },
  });
