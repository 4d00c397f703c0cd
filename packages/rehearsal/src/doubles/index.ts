export { aggregatorDouble } from "./aggregator-double.ts";
export { relayDouble } from "./relay-double.ts";
