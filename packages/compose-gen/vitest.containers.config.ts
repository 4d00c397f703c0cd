import { defineConfig } from "vitest/config";

/** Suites that need a `docker compose`; everything else is in `vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    testTimeout: 120_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
