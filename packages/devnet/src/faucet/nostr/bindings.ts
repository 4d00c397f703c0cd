import { createHash } from "node:crypto";
import type { NostrEvent } from "nostr-tools/pure";
import { verifyEvent } from "nostr-tools/pure";
import { z } from "zod";
import type { RelayAccess } from "./relay-access.ts";

/** Application data of NIP-78: here the binding of a name or an identity to a Nostr key. */
export const BINDING_KIND = 30078;

/** What a wallet announces of itself. */
export interface Binding {
  /** Author, x-only, 64 hex characters. */
  nostrPubkey: string;
  chainPubkey: string | undefined;
  /** `DIRECT://…`. */
  directAddress: string | undefined;
  nametag: string | undefined;
}

const optionalText = z.string().optional().catch(undefined);
const BindingContent = z.object({
  public_key: optionalText,
  direct_address: optionalText,
  nametag: optionalText,
});

/** Name as it is hashed: lower case, without a leading `@` and a trailing `@unicity` (nostr-js-sdk 0.4.1). */
export function normalizeNametag(nametag: string): string {
  return nametag
    .trim()
    .replace(/^@/, "")
    .toLowerCase()
    .replace(/@unicity$/, "");
}

/** Index value of a nametag, 64 hex characters: the `t` and `d` tag of its binding. */
export function hashNametag(nametag: string): string {
  return sha256Hex(`unicity:nametag:${normalizeNametag(nametag)}`);
}

/** Index value of an address (`DIRECT://…`, `PROXY://…`, `alpha1…`) or chain pubkey. */
export function hashAddress(address: string): string {
  return sha256Hex(`unicity:address:${address}`);
}

/** `d` tag of the binding without a nametag: one per Nostr key. */
export function identityBindingTag(nostrPubkey: string): string {
  return sha256Hex(`unicity:identity:${nostrPubkey}`);
}

/**
 * The binding behind an index value. Where several keys claim it the first seen wins (smallest `created_at`, then
 * smallest key), and of the winner the newest event counts, as nostr-js-sdk 0.4.1 resolves it. Forged events do not count.
 */
export async function findBinding(relay: RelayAccess, tag: string): Promise<Binding | undefined> {
  const events = (await relay.query({ kinds: [BINDING_KIND], "#t": [tag] })).filter(isGenuineBinding);
  const first = events.sort(
    (a, b) => a.created_at - b.created_at || (a.pubkey < b.pubkey ? -1 : Number(a.pubkey > b.pubkey)),
  )[0];
  return first && newestBinding(events.filter((event) => event.pubkey === first.pubkey));
}

/** The newest binding that this Nostr key published itself and that names a DIRECT address. */
export async function findBindingOfKey(
  relay: RelayAccess,
  nostrPubkey: string,
): Promise<Binding | undefined> {
  const events = await relay.query({ kinds: [BINDING_KIND], authors: [nostrPubkey], limit: 10 });
  return newestBinding(events.filter((event) => event.pubkey === nostrPubkey && isGenuineBinding(event)));
}

function newestBinding(events: NostrEvent[]): Binding | undefined {
  const bindings = events.sort((a, b) => b.created_at - a.created_at).map(parseBinding);
  return bindings.find((binding) => binding.directAddress) ?? bindings[0];
}

/** A binding whose signature is right. */
export function isGenuineBinding(event: NostrEvent): boolean {
  try {
    return event.kind === BINDING_KIND && verifyEvent(event);
  } catch {
    return false;
  }
}

function parseBinding(event: NostrEvent): Binding {
  const content = parseContent(event.content);
  return {
    nostrPubkey: event.pubkey,
    chainPubkey: content.public_key,
    directAddress: content.direct_address,
    nametag: content.nametag,
  };
}

function parseContent(text: string): z.infer<typeof BindingContent> {
  try {
    return BindingContent.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
