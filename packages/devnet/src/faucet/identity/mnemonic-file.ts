import { readFileSync, statSync } from "node:fs";
import { DevnetError } from "../../errors.ts";
import { writeFileAtomic } from "../../storage/atomic-file.ts";
import { createMnemonic, parseMnemonic } from "./mnemonic.ts";

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
    const mnemonic = createMnemonic();
    writeFileAtomic(file, `${mnemonic}\n`, 0o600);
    return { mnemonic, created: true, exposed: false };
  }
  const mnemonic = parseMnemonic(text, file);
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
