import { generateMnemonic, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { DevnetError } from "../../errors.ts";

/** @returns 12 new words of the English BIP-39 list (128 bits), separated by spaces */
export function createMnemonic(): string {
  return generateMnemonic(wordlist, 128);
}

/**
 * @param where what the error names as the place of the phrase
 * @returns the words of a BIP-39 phrase in lower case, separated by single spaces
 * @throws DevnetError `MNEMONIC_INVALID`
 */
export function parseMnemonic(text: string, where: string): string {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const mnemonic = words.join(" ");
  if (!validateMnemonic(mnemonic, wordlist)) throw invalid(where, words);
  return mnemonic;
}

function invalid(where: string, words: string[]): DevnetError {
  return new DevnetError({
    code: "MNEMONIC_INVALID",
    what: "The mnemonic is not a valid BIP-39 phrase. Nothing was changed.",
    where,
    evidence: problemOf(words),
    cause: "A word is missing, misspelt or out of order, or the file is another secret.",
    next: "Put the right phrase into the file: 12, 15, 18, 21 or 24 words of the English BIP-39 list.",
  });
}

/** What is wrong, without showing a word. */
function problemOf(words: string[]): string {
  if (![12, 15, 18, 21, 24].includes(words.length)) return `it has ${words.length} words`;
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0) return `word ${unknown + 1} of ${words.length} is not in the English list`;
  return `all ${words.length} words are in the English list, but the checksum does not fit`;
}
