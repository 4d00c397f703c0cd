import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DevnetError } from "../../../errors.ts";
import { deriveIdentity } from "../../identity/derive-identity.ts";
import { openStateFolder, writeStateFile } from "../../state/state-file.ts";

/** File that sphere-sdk 0.6.14 (`FileStorageProvider`) keeps a wallet in. */
export const WALLET_FILE = "wallet.json";

const Wallet = z.record(z.string(), z.unknown());

/**
 * Puts a mnemonic into the agent's wallet folder, as sphere-sdk 0.6.14 stores a wallet without password; once. A wallet
 * that is there stays as it is.
 *
 * @returns true when the wallet was written now
 * @throws DevnetError `IDENTITY_MISMATCH` (a wallet with another mnemonic), `STATE_CORRUPT`, `STATE_UNWRITABLE`,
 *   `MNEMONIC_INVALID`; nothing is changed
 */
export async function seedWallet(folder: string, mnemonic: string): Promise<boolean> {
  const file = join(folder, WALLET_FILE);
  if (existsSync(file)) {
    await compare(file, mnemonic);
    return false;
  }
  await deriveIdentity(mnemonic);
  openStateFolder(folder);
  const wallet = {
    mnemonic: mnemonic,
    base_path: "m/44'/0'/0'",
    derivation_mode: "bip32",
    wallet_source: "mnemonic",
    wallet_exists: "true",
  };
  writeStateFile(file, wallet, 0o600);
  return true;
}

async function compare(file: string, mnemonic: string): Promise<void> {
  if (readWallet(file).mnemonic === mnemonic) return;
  const { chainPubkey } = await deriveIdentity(mnemonic);
  throw new DevnetError({
    code: "IDENTITY_MISMATCH",
    what: "The agent's wallet has another mnemonic. Nothing was changed.",
    where: file,
    evidence: `the mnemonic that was given has the chain pubkey ${chainPubkey}, and is not the wallet's`,
    cause: "The mnemonic file was replaced, or the data folder of another environment is mounted.",
    next: "Give the mnemonic that belongs to the folder, or wipe the faucet's state to start with the new one.",
  });
}

/** The reader's own error would quote the file, and with it the mnemonic. */
function readWallet(file: string): z.infer<typeof Wallet> {
  try {
    return Wallet.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new DevnetError({
      code: "STATE_CORRUPT",
      what: "The agent's wallet is not readable. Nothing was changed.",
      where: file,
      next: "Restore the file from a copy, or wipe the faucet's state.",
    });
  }
}
