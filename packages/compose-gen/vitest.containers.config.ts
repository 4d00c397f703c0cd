import { defineConfig } from "vitest/config";
import { containerLimits } from "../../vitest.shared.ts";

/** Suites that need a `docker compose`; everything else is in `vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    ...containerLimits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
