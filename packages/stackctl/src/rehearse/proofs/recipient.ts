import { createHash } from "node:crypto";
import { devAccounts } from "@unicity-sphere/devnet/accounts";
import { finalizeEvent, generateSecretKey, getPublicKey, type NostrEvent } from "nostr-tools/pure";

/** Application data (NIP-78) by which a wallet announces the address behind its Nostr key. */
const BINDING_KIND = 30_078;

/** A new Nostr key and the event that binds it to the address of the first public test wallet. */
export async function announcedRecipient(): Promise<{ pubkey: string; announcement: NostrEvent }> {
  const [account] = await devAccounts(1);
  const key = generateSecretKey();
  const pubkey = getPublicKey(key);
  const tag = createHash("sha256").update(`unicity:identity:${pubkey}`).digest("hex");
  const content = JSON.stringify({ direct_address: account?.directAddress });
  const created_at = Math.floor(Date.now() / 1000);
  const announcement = finalizeEvent({ kind: BINDING_KIND, created_at, tags: [["d", tag]], content }, key);
  return { pubkey, announcement };
}
