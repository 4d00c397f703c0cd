import { defineConfig } from "vitest/config";

/** Suites that start containers; everything else is in `vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
