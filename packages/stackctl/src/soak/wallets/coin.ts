import { EXIT, StackError } from "../../errors.ts";
import type { SphereSdk } from "./load-sdk.ts";

/** Symbol of the coin that travels. */
export const COIN = "UCT";

/** sphere-sdk 0.6.14 fetches its list of coins from the address in this table, and from the Internet otherwise. */
export function useRegistryOf({ core }: SphereSdk, faucetUrl: string): void {
  const testnet = core.NETWORKS.testnet as { tokenRegistryUrl: string };
  testnet.tokenRegistryUrl = `${faucetUrl}/registry/unicity-ids.testnet.json`;
}

/** Id of the coin, as the faucet's list has it; known once a wallet is open. @throws StackError `COIN_UNKNOWN` */
export function coinId({ core }: SphereSdk): string {
  const id = core.getCoinIdBySymbol(COIN);
  if (id !== undefined) return id;
  throw new StackError(
    {
      code: "COIN_UNKNOWN",
      what: `The faucet does not list the coin ${COIN}.`,
      where: core.NETWORKS.testnet.tokenRegistryUrl,
      next: "See `npx @unicity-sphere/stackctl status`.",
    },
    EXIT.unreachable,
  );
}
