import { NostrKeyManager } from "@unicitylabs/nostr-js-sdk";
import { deriveKeyAtPath, getPublicKey, identityFromMnemonicSync, Sphere } from "@unicitylabs/sphere-sdk";
import type { PublicIdentity } from "../../../src/faucet/identity/derive-identity.ts";

/** The identity that the unmodified sphere-sdk derives; its wallet object is never connected. */
export async function walletIdentity(mnemonic: string): Promise<PublicIdentity> {
  const wallet = Reflect.construct(Sphere, [{}, {}, {}, {}]);
  await wallet.initializeIdentityFromMnemonic(mnemonic);
  const { chainPubkey, directAddress, l1Address } = wallet._identity;
  const master = identityFromMnemonicSync(mnemonic);
  const key = deriveKeyAtPath(master.privateKey, master.chainCode, "m/44'/0'/0'/0/0").privateKey;
  if (getPublicKey(key) !== chainPubkey) {
    throw new Error("The public functions and the wallet of sphere-sdk disagree.");
  }
  const nostrPubkey = NostrKeyManager.fromPrivateKeyHex(key).getPublicKeyHex();
  return { chainPubkey, nostrPubkey, directAddress, l1Address };
}
