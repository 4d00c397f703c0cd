import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["@unicity-sphere/e2e/vitest"],
    testTimeout: 120_000,
    // Containers take a while to end.
    teardownTimeout: 60_000,
  },
});
