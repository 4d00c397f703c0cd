import { defineConfig } from "vitest/config";
import { containerLimits } from "../../vitest.shared.ts";

/** The suite that needs Docker; its results go to `.results/containers.json`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    ...containerLimits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
