import { mergeConfig } from "vitest/config";
import shared from "./vitest.shared.ts";

/** The tests of the repository's own scripts. */
export default mergeConfig(shared, { test: { include: ["scripts/test/**/*.test.ts"] } });
