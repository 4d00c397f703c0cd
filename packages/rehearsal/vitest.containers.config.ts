import { defineConfig } from "vitest/config";
import { containerLimits } from "../../vitest.shared.ts";

/** Suites that start containers; everything else is in `vitest.config.ts`. The first run also builds the images. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    // Most of the time a test waits for certificates and restarts; every file has networks of its own.
    maxWorkers: 2,
    // Of the tests of a file that run side by side.
    maxConcurrency: 2,
    ...containerLimits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
