export { type Aggregator, type AggregatorOptions, startAggregator } from "./aggregator/service.ts";
export { DevnetError, describeError, type ErrorParts } from "./errors.ts";
export { GENERATIONS, type Generation, type GenerationName } from "./identity/generation.ts";
export {
  createTrustBase,
  LOCAL_NETWORK_ID,
  type RootNode,
  type TrustBase,
  trustBaseFile,
} from "./identity/trust-base.ts";
export { parseTrustBase, trustBaseGeneration } from "./identity/trust-base-check.ts";
