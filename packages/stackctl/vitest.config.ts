import { inSharedWorkersBut } from "../../vitest.shared.ts";

export default inSharedWorkersBut("test/soak/**/*.test.ts");
