import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/e2e/**/*.spec.ts"],
    globalSetup: ["tests/e2e/local-infra/global-setup.ts"],
    testTimeout: 220_000,
  },
});
