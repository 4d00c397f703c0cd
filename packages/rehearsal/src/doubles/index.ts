export { aggregatorDouble } from "./aggregator-double.ts";
export { faucetAgentDouble } from "./faucet-agent-double.ts";
export { relayDouble } from "./relay-double.ts";
