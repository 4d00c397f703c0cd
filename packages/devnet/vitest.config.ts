import { inSharedWorkersBut } from "../../vitest.shared.ts";

export default inSharedWorkersBut("test/journey/**/*.test.ts", "test/verify/broken-thread.test.ts");
