import { defineConfig } from "vitest/config";
import { containerLimits } from "../../vitest.shared.ts";

/** Suites that start containers; everything else is in `vitest.config.ts`. The first run also builds the images. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    ...containerLimits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
