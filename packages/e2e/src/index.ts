export type { Fault, RoundsMode, StackControl } from "./control.ts";
export { currentStack } from "./current-stack.ts";
export type { AggregatorEndpoint, Endpoints, FaucetEndpoint, RelayEndpoint } from "./endpoints.ts";
export { VARIABLES, type Variables } from "./environment.ts";
export { E2eError, type ErrorParts } from "./errors.ts";
export type { Amount, Funded } from "./fund.ts";
export type { KeptEvent } from "./keeper/client.ts";
export type { End } from "./keeper/order.ts";
export { MODE_VARIABLES } from "./mode.ts";
export type { OutsideAggregator, StackOptions } from "./options.ts";
export {
  type HermeticInit,
  type HermeticProviders,
  useLocalTokenRegistry,
  type WalletOptions,
  walletOptions,
} from "./providers.ts";
export { BACKENDS, type BackendName, SERVICES, type ServiceName } from "./services.ts";
export type { Account, RunningStack } from "./stack.ts";
export { type Stack, startStack } from "./start-stack.ts";
export type { TrustBase } from "./trust-base.ts";
