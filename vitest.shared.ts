import { defineConfig } from "vitest/config";

/** The test settings of every package; results also go to `.results/<suite>.json` for the summary of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/containers/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", "json"],
    outputFile: { json: ".results/test.json" },
  },
});
