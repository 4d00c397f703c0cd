import { hkdfSync } from "node:crypto";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import { getPublicKey } from "nostr-tools/pure";
import { directAddressOf, type WalletIdentity } from "../../identity/derive-identity.ts";
import type { NostrKeys } from "../../nostr/gift-wrap.ts";

/** Key that the gateway talks to its agent with: another one than the agent's, and the same at each start. */
export function gatewayKeys(identity: Pick<WalletIdentity, "secretKey">): NostrKeys {
  return keysFor(identity, "unicity faucet gateway");
}

/** Who manages the agent. */
export interface AgentManager {
  /** Compressed secp256k1 key, 66 hex characters. */
  chainPubkey: string;
  /** `DIRECT://…` */
  directAddress: string;
}

/**
 * The manager that the agent insists on: nobody uses its key. It is not the gateway's, because the agent sends it
 * heartbeats, and the gateway would have to open each.
 */
export async function agentManager(identity: Pick<WalletIdentity, "secretKey">): Promise<AgentManager> {
  const { secretKey, nostrPubkey } = keysFor(identity, "unicity faucet agent manager");
  const signer = await SigningService.createFromSecret(secretKey);
  return { chainPubkey: `02${nostrPubkey}`, directAddress: await directAddressOf(signer) };
}

function keysFor({ secretKey }: Pick<WalletIdentity, "secretKey">, purpose: string): NostrKeys {
  const derived = new Uint8Array(hkdfSync("sha256", secretKey, "", purpose, 32));
  return { secretKey: derived, nostrPubkey: getPublicKey(derived) };
}
