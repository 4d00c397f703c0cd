import { defineConfig } from "vitest/config";

/** Suites that start containers; everything else is in `vitest.config.ts`. The first run also builds the images. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
