import type { PublicIdentity } from "./derive-identity.ts";
import table from "./dev-wallets.json" with { type: "json" };

/**
 * What is public of the fixed test wallets, by their index. A table, because to derive all of them from their mnemonics
 * takes longer than a faucet takes to start.
 */
export const DEV_WALLETS: readonly PublicIdentity[] = table.wallets.map((wallet) => ({
  chainPubkey: wallet.chainPubkey,
  nostrPubkey: wallet.chainPubkey.slice(2),
  directAddress: wallet.directAddress,
  l1Address: wallet.l1Address,
}));
