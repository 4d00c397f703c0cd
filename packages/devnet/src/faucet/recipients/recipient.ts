import { normalizeNametag } from "../nostr/bindings.ts";

/** How a recipient was named. */
export type RecipientForm =
  | { form: "nametag"; nametag: string }
  | { form: "address"; address: string }
  | { form: "chainPubkey"; chainPubkey: string }
  | { form: "nostrPubkey"; nostrPubkey: string };

/** The text cannot be a recipient; the message is meant for the sender. */
export class RecipientInvalid extends Error {}

/** Nobody announced such a recipient on the relay; the message contains "not found", as clients expect. */
export class RecipientNotFound extends Error {}

const ADDRESS = /^(DIRECT|PROXY):\/\/[0-9a-f]{72,76}$/i;
const CHAIN_PUBKEY = /^0[23][0-9a-f]{64}$/i;
const NOSTR_PUBKEY = /^[0-9a-f]{64}$/i;
/** Rule of sphere-sdk 0.6.14 for names. */
const NAMETAG = /^[a-z0-9_-]{3,20}$/;
/** E.164, or seven and more digits with the usual separators. */
const PHONE_NUMBER = /^\+|^[\d\s().-]*(?:\d[\s().-]*){7,}$/;

/**
 * Reads `@name`, `name`, `DIRECT://…`, `PROXY://…`, a 66-hex chain pubkey or a 64-hex Nostr pubkey.
 *
 * @throws RecipientInvalid
 */
export function parseRecipient(text: string): RecipientForm {
  const trimmed = text.trim();
  if (ADDRESS.test(trimmed)) return { form: "address", address: canonicalAddress(trimmed) };
  if (CHAIN_PUBKEY.test(trimmed)) return { form: "chainPubkey", chainPubkey: trimmed.toLowerCase() };
  if (NOSTR_PUBKEY.test(trimmed)) return { form: "nostrPubkey", nostrPubkey: trimmed.toLowerCase() };
  if (PHONE_NUMBER.test(trimmed)) {
    throw new RecipientInvalid("Phone numbers are not supported by this faucet; use a @nametag or a key.");
  }
  const nametag = normalizeNametag(trimmed);
  if (NAMETAG.test(nametag)) return { form: "nametag", nametag };
  throw new RecipientInvalid(
    `Invalid recipient: expected @nametag (3-20 characters a-z 0-9 _ -), DIRECT:// or PROXY:// address, or a hex key.`,
  );
}

function canonicalAddress(address: string): string {
  const [scheme = "", rest = ""] = address.split("://");
  return `${scheme.toUpperCase()}://${rest.toLowerCase()}`;
}
