export { inSharedWorkers as default } from "../../vitest.shared.ts";
