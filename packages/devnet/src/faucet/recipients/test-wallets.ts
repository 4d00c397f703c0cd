import { type DevAccount, devAccounts, MAX_DEV_ACCOUNTS } from "../identity/dev-accounts.ts";
import type { RecipientForm } from "./recipient.ts";

let accounts: Promise<DevAccount[]> | undefined;

/**
 * The public test wallet that a key or an address belongs to. Such a wallet can be funded before it ever ran: its
 * token address cannot be derived from its chain key, but its mnemonic is known to everybody. What it
 * could miss then is sent again when it announces itself.
 */
export async function findTestWallet(recipient: RecipientForm): Promise<DevAccount | undefined> {
  if (recipient.form === "nametag") return undefined;
  accounts ??= devAccounts(MAX_DEV_ACCOUNTS);
  return (await accounts).find((account) => {
    switch (recipient.form) {
      case "chainPubkey":
        return account.chainPubkey === recipient.chainPubkey;
      case "nostrPubkey":
        return account.nostrPubkey === recipient.nostrPubkey;
      case "address":
        return account.directAddress === recipient.address;
      default:
        return false;
    }
  });
}
