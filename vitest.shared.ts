import { defineConfig, mergeConfig } from "vitest/config";

/** The test settings of every package; results also go to `.results/<suite>.json` for the summary of `npm test`. */
const settings = defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/containers/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/test.json" },
  },
});
export default settings;

/** The same for a package whose tests leave nothing in the process: a worker runs many files, and loads libraries once. */
export const inSharedWorkers = mergeConfig(settings, { test: { isolate: false } });
