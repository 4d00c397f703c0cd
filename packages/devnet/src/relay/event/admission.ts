import type { Verifier } from "../../verify/pool.ts";
import { eventHash, type NostrEvent } from "./event.ts";
import { expirationOf } from "./tags.ts";

/** What {@link admissionFault} needs besides the event. */
export interface AdmissionRules {
  /** Unix time in seconds. */
  now: number;
  /** Accept `created_at` up to this many seconds ahead (NIP-22); undefined accepts any time. */
  rejectFutureSeconds?: number | undefined;
}

/**
 * Why the event's fields are refused (the reason of nostr-rs-relay's `OK … false "invalid: …"`), without the signature.
 *
 * @returns undefined when only the signature is left to check
 */
export function formFault(event: NostrEvent): string | undefined {
  if (eventHash(event) !== event.id) return "Event invalid id";
  if (!/^[0-9a-f]{128}$/.test(event.sig)) return "Event invalid signature";
  if (!/^[0-9a-f]{64}$/.test(event.pubkey)) return "Event malformed pubkey";
  return undefined;
}

/** Whether the signature is the author's. */
export function hasValidSignature(event: NostrEvent, verifier: Verifier): Promise<boolean> {
  return verifier.schnorr(bytes(event.sig), bytes(event.id), bytes(event.pubkey));
}

/** Why a well-signed event is refused now: expired (NIP-40) or too far in the future (NIP-22). */
export function admissionFault(event: NostrEvent, rules: AdmissionRules): string | undefined {
  const expiration = expirationOf(event);
  if (expiration !== null && expiration <= rules.now) return "The event has already expired";
  const ahead = rules.rejectFutureSeconds;
  if (ahead !== undefined && event.created_at > rules.now + ahead) {
    return `The event created_at field is out of the acceptable range (+${ahead}sec) for this relay.`;
  }
  return undefined;
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}
