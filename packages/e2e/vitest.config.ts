import { mergeConfig } from "vitest/config";
import everyFileAlone, { programLimits } from "../../vitest.shared.ts";

export default mergeConfig(everyFileAlone, { test: programLimits });
