import { COINS } from "../../coins/coins.ts";
import type { FaucetContext } from "../faucet-context.ts";

/** Path of the request door. */
export const REQUEST_PATH = "/api/v1/faucet/request";

/** Body of `/.well-known/faucet.json`. @param baseUrl as the client addressed the faucet */
export function discoveryDocument(context: FaucetContext, baseUrl: string, network: string) {
  const { identity } = context;
  return {
    status: context.refusal() ? "unavailable" : context.notReady().length === 0 ? "running" : "starting",
    network,
    domain: new URL(baseUrl).hostname,
    chain_pubkey: identity.chainPubkey,
    nostr_pubkey: identity.nostrPubkey,
    direct_address: identity.directAddress,
    nametag: context.refusal() ? null : (context.core()?.presence.nametag ?? null),
    supported_coins: COINS.map(({ id, name, symbol, decimals }) => ({ id, name, symbol, decimals })),
    request_url: `${baseUrl}${REQUEST_PATH}`,
  };
}

/** Body of `GET /api/v1/faucet/coins`. */
export function coinList() {
  return {
    success: true,
    coins: COINS.map(({ id, name, symbol, decimals, description }) => ({
      id,
      name,
      symbol,
      decimals,
      description,
      iconUrl: null,
    })),
  };
}
