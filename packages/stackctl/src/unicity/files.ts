/** Files of a Unicity instance, relative to its folder. */
export const FILES = {
  /** Written by the aggregator at each start. */
  trustBase: "aggregator/trust-base.json",
  /** Created by the faucet at its first start, mode 0600. */
  faucetMnemonic: "secrets/faucet-mnemonic",
  /** What `up --accounts` has funded. */
  accounts: "accounts.json",
} as const;
