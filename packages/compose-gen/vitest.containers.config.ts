import { defineConfig } from "vitest/config";
import { limits } from "../../vitest.shared.ts";

/** Suites that need a `docker compose`; everything else is in `vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ["test/containers/**/*.test.ts"],
    ...limits,
    reporters: ["default", "json"],
    outputFile: { json: ".results/containers.json" },
  },
});
