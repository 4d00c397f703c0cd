import { defineConfig } from "vitest/config";

/** The suite that needs Docker; its results go to `.results/containers.json`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
