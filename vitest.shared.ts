import { defineConfig, mergeConfig } from "vitest/config";

const files = ["test/**/*.test.ts", "src/**/*.test.ts"];

/** Whatever the files are; results also go to `.results/<suite>.json` for the summary of `npm test`. */
const settings = defineConfig({
  test: {
    exclude: ["**/node_modules/**", "test/containers/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
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
