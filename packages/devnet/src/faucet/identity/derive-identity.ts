import { pbkdf2Sync } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { HDKey } from "@scure/bip32";
import { validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { UnmaskedPredicateReference } from "@unicitylabs/state-transition-sdk/lib/predicate/embedded/UnmaskedPredicateReference.js";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import { TokenType } from "@unicitylabs/state-transition-sdk/lib/token/TokenType.js";
import { TOKEN_TYPE_ID } from "../../coins/coins.ts";
import { DevnetError } from "../../errors.ts";

// The usual table of the curve, for windows of 8 bits, takes twice as long to make; with 6 bits signing is as fast.
secp256k1.Point.BASE.precompute(6);

/** First address of a sphere-sdk 0.6.14 wallet. */
const DERIVATION_PATH = "m/44'/0'/0'/0/0";

/** What others may know of a wallet identity. */
export interface PublicIdentity {
  /** Compressed secp256k1 key, 66 hex characters. */
  chainPubkey: string;
  /** x-only key of the same pair, 64 hex characters: the wallet's Nostr key. */
  nostrPubkey: string;
  /** `DIRECT://…`: where tokens are sent to; belongs to the token key, not to the chain key. */
  directAddress: string;
  /** `alpha1…`, announced in the wallet's binding event. */
  l1Address: string;
}

/** A wallet identity with its secret key. */
export interface WalletIdentity extends PublicIdentity {
  /** 32 bytes; never print or store it. */
  secretKey: Uint8Array;
  /** Signs token transactions: sphere-sdk uses the key sha256(secretKey) for tokens. */
  tokenSigner: SigningService;
}

/**
 * The identity that sphere-sdk 0.6.14 derives from a mnemonic (BIP-39 without passphrase, BIP-32 path
 * m/44'/0'/0'/0/0).
 *
 * @throws DevnetError `MNEMONIC_INVALID`
 */
export async function deriveIdentity(mnemonic: string): Promise<WalletIdentity> {
  if (!validateMnemonic(mnemonic, wordlist)) {
    throw new DevnetError({
      code: "MNEMONIC_INVALID",
      what: "The mnemonic is not a valid BIP-39 phrase.",
      cause: "A word is missing, misspelt or out of order: the checksum does not fit.",
      next: "Check the mnemonic file; it holds 12 to 24 English words.",
    });
  }
  const secretKey = HDKey.fromMasterSeed(seedOf(mnemonic)).derive(DERIVATION_PATH).privateKey;
  if (!secretKey) throw new Error("BIP-32 derivation gave no private key.");
  const publicKey = secp256k1.getPublicKey(secretKey, true);
  const tokenSigner = await SigningService.createFromSecret(secretKey);
  return {
    secretKey,
    tokenSigner,
    chainPubkey: Buffer.from(publicKey).toString("hex"),
    nostrPubkey: Buffer.from(publicKey.subarray(1)).toString("hex"),
    directAddress: await directAddressOf(tokenSigner),
    l1Address: l1AddressOf(publicKey),
  };
}

/** The fields of an identity that may be shown and stored. */
export function publicPart(identity: PublicIdentity): PublicIdentity {
  const { chainPubkey, nostrPubkey, directAddress, l1Address } = identity;
  return { chainPubkey, nostrPubkey, directAddress, l1Address };
}

/** `DIRECT://…` of a token key. */
export async function directAddressOf(signer: SigningService): Promise<string> {
  const tokenType = new TokenType(Buffer.from(TOKEN_TYPE_ID, "hex"));
  const reference = await UnmaskedPredicateReference.createFromSigningService(
    tokenType,
    signer,
    HashAlgorithm.SHA256,
  );
  return (await reference.toAddress()).address;
}

function l1AddressOf(publicKey: Uint8Array): string {
  return bech32.encode("alpha", [0, ...bech32.toWords(ripemd160(sha256(publicKey)))]);
}

/** BIP-39 seed of an English phrase (ASCII, so already normalised); the native PBKDF2 is 50 times faster than JS. */
function seedOf(mnemonic: string): Uint8Array {
  return new Uint8Array(pbkdf2Sync(mnemonic, "mnemonic", 2048, 64, "sha512"));
}
