import type { WalletIdentity } from "../identity/derive-identity.ts";
import { findBinding, findBindingOfKey, hashNametag } from "../nostr/bindings.ts";
import { identityBinding, nametagBinding } from "../nostr/own-binding.ts";
import type { RelayClient } from "../nostr/relay-client.ts";
import type { Certifier } from "../tokens/certify.ts";
import { mintNametag, proxyAddressOf } from "../tokens/nametag-token.ts";
import { RequestTaken } from "../tokens/proof-verification.ts";

/** The name of the faucet after an announcement. */
export type NametagState =
  | { status: "none" }
  /** Minted by this identity and resolved through the relay. */
  | { status: "verified"; nametag: string }
  /** Somebody else has it; the faucet works without a name. */
  | { status: "taken"; nametag: string; reason: string };

export interface AnnounceTools {
  identity: WalletIdentity;
  certifier: Certifier;
  relay: RelayClient;
}

/**
 * Makes the faucet findable: publishes its identity and, with a name, mints the name's token (again, which proves
 * that it is still its own) and publishes the binding. What the relay has already is not published again.
 *
 * @throws ServiceUnavailable, RelayUnavailable: may succeed later
 * @throws ProofInvalid when the aggregator signs under another trust base
 */
export async function announce(tools: AnnounceTools, nametag: string | undefined): Promise<NametagState> {
  const { identity, relay } = tools;
  const own = await findBindingOfKey(relay, identity.nostrPubkey);
  if (own?.directAddress !== identity.directAddress) await relay.publish(identityBinding(identity));
  if (nametag === undefined) return { status: "none" };
  const owner = await findBinding(relay, hashNametag(nametag));
  if (owner && owner.nostrPubkey !== identity.nostrPubkey) {
    return taken(nametag, `the relay has it for the Nostr key ${owner.nostrPubkey}`);
  }
  try {
    await mintNametag(tools.certifier, identity, nametag);
  } catch (error) {
    if (error instanceof RequestTaken) return taken(nametag, error.message);
    throw error;
  }
  if (owner?.directAddress !== identity.directAddress) {
    await relay.publish(nametagBinding(identity, nametag, await proxyAddressOf(nametag)));
  }
  const resolved = await findBinding(relay, hashNametag(nametag));
  if (resolved?.nostrPubkey !== identity.nostrPubkey) {
    return taken(nametag, "another key claimed it at the same time");
  }
  return { status: "verified", nametag };
}

function taken(nametag: string, reason: string): NametagState {
  return { status: "taken", nametag, reason };
}
