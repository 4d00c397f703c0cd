export { aggregatorDouble, chainedAggregatorDouble } from "./aggregator-double.ts";
export { bftCoreDouble } from "./bft-core-double.ts";
export { curlDouble } from "./curl-double.ts";
export { faucetAgentDouble } from "./faucet-agent-double.ts";
export { mongoDouble } from "./mongo-double.ts";
export { relayDouble } from "./relay-double.ts";
