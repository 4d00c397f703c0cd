export { faucet } from "./faucet.ts";
export { faucetStack } from "./stack.ts";
