export type { RoundMode } from "./aggregator/rounds/round-clock.ts";
export { type Aggregator, type AggregatorOptions, startAggregator } from "./aggregator/service.ts";
export { fromBaseUnits, InvalidAmount, parseBaseUnits, toBaseUnits } from "./coins/amounts.ts";
export { COIN_NETWORK, COINS, type Coin, findCoin, TOKEN_TYPE_ID } from "./coins/coins.ts";
export { DevnetError, describeError, type ErrorParts } from "./errors.ts";
export type { PublicIdentity } from "./faucet/identity/derive-identity.ts";
export { type DevAccount, devAccounts } from "./faucet/identity/dev-accounts.ts";
export { readMnemonicFile } from "./faucet/identity/mnemonic-file.ts";
export type { FaucetOptions } from "./faucet/options.ts";
export { type RunningFaucet, startFaucet } from "./faucet/start-faucet.ts";
export { GENERATIONS, type Generation, type GenerationName } from "./identity/generation.ts";
export {
  createTrustBase,
  LOCAL_NETWORK_ID,
  type RootNode,
  type TrustBase,
  trustBaseFile,
} from "./identity/trust-base.ts";
export { parseTrustBase, trustBaseGeneration } from "./identity/trust-base-check.ts";
export {
  type ProofProblem,
  type ProofVerdict,
  verifyUnicityCertificate,
} from "./proof/verify-certificate.ts";
export { verifyProofAgainstTrustBase } from "./proof/verify-proof.ts";
export { type Relay, type RelayOptions, startRelay } from "./relay/relay.ts";
