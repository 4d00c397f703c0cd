import { createCipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { finalizeEvent, type NostrEvent } from "nostr-tools/pure";
import type { WalletIdentity } from "../identity/derive-identity.ts";
import { BINDING_KIND, hashAddress, hashNametag, identityBindingTag } from "./bindings.ts";

/** The binding event of an identity without a name (nostr-js-sdk 0.4.1: `d` and the hashed addresses). */
export function identityBinding(identity: WalletIdentity): NostrEvent {
  const { chainPubkey, l1Address, directAddress } = identity;
  const tags = [
    ["d", identityBindingTag(identity.nostrPubkey)],
    ["t", hashAddress(chainPubkey)],
    ["t", hashAddress(l1Address)],
    ["t", hashAddress(directAddress)],
  ];
  const content = { public_key: chainPubkey, l1_address: l1Address, direct_address: directAddress };
  return sign(identity, tags, content);
}

/**
 * The binding event of a name, in the form that sphere-sdk 0.6.14 publishes and resolves.
 *
 * @param nametag normalised name, without `@`
 * @param proxyAddress `PROXY://…` of the name
 */
export function nametagBinding(identity: WalletIdentity, nametag: string, proxyAddress: string): NostrEvent {
  const { chainPubkey, l1Address, directAddress, nostrPubkey } = identity;
  const nametagHash = hashNametag(nametag);
  const tags = [
    ["d", nametagHash],
    ["nametag", nametagHash],
    ["t", nametagHash],
    ["address", nostrPubkey],
    ["t", hashAddress(nostrPubkey)],
    ["t", hashAddress(chainPubkey)],
    ["pubkey", chainPubkey],
    ["t", hashAddress(l1Address)],
    ["l1", l1Address],
    ["t", hashAddress(directAddress)],
    ["t", hashAddress(proxyAddress)],
  ];
  const content = {
    nametag_hash: nametagHash,
    address: nostrPubkey,
    verified: Math.floor(Date.now() / 1000),
    encrypted_nametag: encryptNametag(nametag, identity.secretKey),
    nametag,
    public_key: chainPubkey,
    l1_address: l1Address,
    direct_address: directAddress,
    proxy_address: proxyAddress,
  };
  return sign(identity, tags, content);
}

function sign(identity: WalletIdentity, tags: string[][], content: object): NostrEvent {
  const created_at = Math.floor(Date.now() / 1000);
  return finalizeEvent(
    { kind: BINDING_KIND, created_at, tags, content: JSON.stringify(content) },
    identity.secretKey,
  );
}

/** Lets a wallet with the same mnemonic recover the name: AES-256-GCM, iv ‖ ciphertext ‖ tag in base64. */
function encryptNametag(nametag: string, secretKey: Uint8Array): string {
  const salt = createHash("sha256").update("sphere-nametag-salt").digest();
  const key = Buffer.from(hkdfSync("sha256", secretKey, salt, "nametag-encryption", 32));
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const encrypted = Buffer.concat([cipher.update(nametag, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([iv, encrypted]).toString("base64");
}
