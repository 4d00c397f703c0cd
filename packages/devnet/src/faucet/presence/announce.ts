import type { NostrEvent } from "nostr-tools/pure";
import type { WalletIdentity } from "../identity/derive-identity.ts";
import { type Binding, findBinding, findBindingOfKey, hashNametag } from "../nostr/bindings.ts";
import { identityBinding, nametagBinding } from "../nostr/own-binding.ts";
import type { RelayAccess } from "../nostr/relay-access.ts";
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
  relay: RelayAccess;
}

/**
 * Makes the faucet findable: publishes its identity and, with a name, mints the name's token (again, which proves
 * that it is still its own) and publishes the binding. What a relay has already is not published again.
 *
 * @throws ServiceUnavailable, RelayUnavailable: may succeed later
 * @throws ProofInvalid when the aggregator signs under another trust base
 */
export async function announce(tools: AnnounceTools, nametag: string | undefined): Promise<NametagState> {
  const { identity, relay } = tools;
  const isOwn = (binding: Binding | undefined) => binding?.directAddress === identity.directAddress;
  const ownKey = (at: RelayAccess) => findBindingOfKey(at, identity.nostrPubkey);
  await publishWhere(relay, async (at) => !isOwn(await ownKey(at)), identityBinding(identity));
  if (nametag === undefined) return { status: "none" };
  const tag = hashNametag(nametag);
  const owner = await findBinding(relay, tag);
  if (owner && owner.nostrPubkey !== identity.nostrPubkey) {
    return taken(nametag, `the relay has it for the Nostr key ${owner.nostrPubkey}`);
  }
  try {
    await mintNametag(tools.certifier, identity, nametag);
  } catch (error) {
    if (error instanceof RequestTaken) return taken(nametag, error.message);
    throw error;
  }
  const binding = nametagBinding(identity, nametag, await proxyAddressOf(nametag));
  await publishWhere(relay, async (at) => !isOwn(await findBinding(at, tag)), binding);
  const resolved = await findBinding(relay, tag);
  if (resolved?.nostrPubkey !== identity.nostrPubkey) {
    return taken(nametag, "another key claimed it at the same time");
  }
  return { status: "verified", nametag };
}

/** Publishes at each relay that lacks the event; one that is away gets it when it is back. @throws when none answers */
async function publishWhere(
  relay: RelayAccess,
  lacks: (member: RelayAccess) => Promise<boolean>,
  event: NostrEvent,
): Promise<void> {
  const works = relay.members.map(async (member) => {
    if (await lacks(member)) await member.publish(event);
  });
  const results = await Promise.allSettled(works);
  if (results.some(({ status }) => status === "fulfilled")) return;
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function taken(nametag: string, reason: string): NametagState {
  return { status: "taken", nametag, reason };
}
