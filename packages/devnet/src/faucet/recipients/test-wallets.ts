import type { PublicIdentity } from "../identity/derive-identity.ts";
import { DEV_WALLETS } from "../identity/dev-wallets.ts";
import type { RecipientForm } from "./recipient.ts";

/**
 * The public test wallet that a key or an address belongs to. Such a wallet can be funded before it ever ran: its
 * token address cannot be derived from its chain key, but its mnemonic is known to everybody. What it
 * could miss then is sent again when it announces itself.
 */
export function findTestWallet(recipient: RecipientForm): PublicIdentity | undefined {
  return DEV_WALLETS.find((wallet) => {
    switch (recipient.form) {
      case "chainPubkey":
        return wallet.chainPubkey === recipient.chainPubkey;
      case "nostrPubkey":
        return wallet.nostrPubkey === recipient.nostrPubkey;
      case "address":
        return wallet.directAddress === recipient.address;
      default:
        return false;
    }
  });
}
