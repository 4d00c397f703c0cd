import { COIN_NETWORK, COINS, TOKEN_TYPE_ID } from "../../coins/coins.ts";

/** Path of the token registry, for wallets without access to the published one. */
export const REGISTRY_PATH = "/registry/unicity-ids.testnet.json";

/** The coins in the form of the published registry, as sphere-sdk's `TokenRegistry` reads it from its `remoteUrl`. */
export function tokenRegistry() {
  const tokenType = {
    network: COIN_NETWORK,
    assetKind: "non-fungible",
    name: "unicity",
    description: "Unicity testnet token type",
    id: TOKEN_TYPE_ID,
  };
  return [
    tokenType,
    ...COINS.map((coin) => ({ network: COIN_NETWORK, assetKind: "fungible", ...coin, icons: [] })),
  ];
}
