export { relay } from "./relay.ts";
export { relayStack } from "./stack.ts";
