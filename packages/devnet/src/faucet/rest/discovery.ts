import { COINS } from "../../coins/coins.ts";
import type { FaucetContext } from "../faucet-context.ts";

/** Path of the request door. */
export const REQUEST_PATH = "/api/v1/faucet/request";

/**
 * Body of `/.well-known/faucet.json`; of an agent behind this faucet only what it proved itself.
 *
 * @param baseUrl as the client addressed the faucet
 */
export function discoveryDocument(context: FaucetContext, baseUrl: string, network: string) {
  const { identity } = context;
  const agent = context.refusal() ? undefined : context.core()?.agent;
  const isKnown = context.agentName === "builtin" || agent?.presence.announced === true;
  return {
    status: context.refusal() ? "unavailable" : context.notReady().length === 0 ? "running" : "starting",
    network,
    agent: context.agentName,
    domain: new URL(baseUrl).hostname,
    chain_pubkey: isKnown ? identity.chainPubkey : null,
    nostr_pubkey: isKnown ? identity.nostrPubkey : null,
    direct_address: isKnown ? identity.directAddress : null,
    nametag: agent?.presence.nametag ?? null,
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
