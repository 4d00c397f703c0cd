import { readFileSync, statSync } from "node:fs";
import { generateMnemonic, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { DevnetError } from "../../errors.ts";
import { writeFileAtomic } from "../../storage/atomic-file.ts";

/** A mnemonic and what is to be said about its file. */
export interface MnemonicFile {
  mnemonic: string;
  /** The file was written now. */
  created: boolean;
  /** Other accounts of the machine can read the file. */
  exposed: boolean;
}

/**
 * Reads the mnemonic of a file; with `create` a missing file is written first (12 new words, mode 0600).
 *
 * @throws DevnetError `MNEMONIC_MISSING` (no file and not told to create one), `MNEMONIC_UNREADABLE`, `MNEMONIC_INVALID`
 */
export function readMnemonicFile(file: string, create: boolean): MnemonicFile {
  const text = read(file);
  if (text === undefined) {
    if (!create) throw missing(file);
    const mnemonic = generateMnemonic(wordlist, 128);
    writeFileAtomic(file, `${mnemonic}\n`, 0o600);
    return { mnemonic, created: true, exposed: false };
  }
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const mnemonic = words.join(" ");
  if (!validateMnemonic(mnemonic, wordlist)) throw invalid(file, words);
  return { mnemonic, created: false, exposed: (statSync(file).mode & 0o077) !== 0 };
}

/** @returns undefined when there is no such file */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DevnetError(
      {
        code: "MNEMONIC_UNREADABLE",
        what: "The mnemonic file cannot be read.",
        where: file,
        evidence: error instanceof Error ? error.message : String(error),
        next: "Check the owner and the mode (0600) of the file.",
      },
      { cause: error },
    );
  }
}

function missing(file: string): DevnetError {
  return new DevnetError({
    code: "MNEMONIC_MISSING",
    what: "The mnemonic file does not exist.",
    where: file,
    cause: "A new environment, or a wrong path.",
    next: "Give the right file, or add --create-mnemonic to write a new identity.",
  });
}

function invalid(file: string, words: string[]): DevnetError {
  return new DevnetError({
    code: "MNEMONIC_INVALID",
    what: "The mnemonic is not a valid BIP-39 phrase. Nothing was changed.",
    where: file,
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
