import { sha256 } from "@noble/hashes/sha2.js";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { PublicIdentity } from "./derive-identity.ts";
import { DEV_WALLETS } from "./dev-wallets.ts";

/** A test wallet that everybody knows: PUBLIC AND WORTHLESS, never use it outside a development stack. */
export interface DevAccount extends PublicIdentity {
  /** Position, from 0. */
  index: number;
  /** 12 English words (BIP-39). */
  mnemonic: string;
}

/** The accounts that exist; more are refused. */
const MAX_DEV_ACCOUNTS = DEV_WALLETS.length;

/**
 * The first `count` fixed test wallets, the same on every machine: the BIP-39 entropy of account i is the first
 * 16 bytes of sha256("unicity devnet account i").
 *
 * @throws RangeError when `count` is no integer from 0 to 100
 */
export async function devAccounts(count: number): Promise<DevAccount[]> {
  if (!Number.isInteger(count) || count < 0 || count > MAX_DEV_ACCOUNTS) {
    throw new RangeError(
      `The number of accounts must be an integer from 0 to ${MAX_DEV_ACCOUNTS}, got ${count}.`,
    );
  }
  return DEV_WALLETS.slice(0, count).map((wallet, index) => ({
    index,
    mnemonic: mnemonicOf(index),
    ...wallet,
  }));
}

function mnemonicOf(index: number): string {
  const entropy = sha256(Buffer.from(`unicity devnet account ${index}`)).subarray(0, 16);
  return entropyToMnemonic(entropy, wordlist);
}
