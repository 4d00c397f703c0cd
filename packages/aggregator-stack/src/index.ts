export { generations } from "./generations.ts";
export { script } from "./script.ts";
export { aggregatorStack } from "./stack.ts";
