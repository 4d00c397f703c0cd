import { defineConfig } from "vitest/config";
import { limits } from "../../vitest.shared.ts";

/** The suite that needs Docker; its results go to `.results/containers.json`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    ...limits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
