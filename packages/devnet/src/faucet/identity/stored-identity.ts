import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DevnetError } from "../../errors.ts";
import { readStateFile, writeStateFile } from "../state/state-file.ts";
import { type PublicIdentity, publicPart } from "./derive-identity.ts";

/** File in the data folder that names the identity the folder belongs to (public keys only). */
export const IDENTITY_FILE = "identity.json";

const StoredIdentity = z.object({ chainPubkey: z.string().regex(/^0[23][0-9a-f]{64}$/) });

/**
 * Binds a data folder to one identity: writes `identity.json` at the first start and compares it later.
 *
 * @throws DevnetError `IDENTITY_MISMATCH` (the folder belongs to another mnemonic), `STATE_CORRUPT`, `STATE_UNWRITABLE`; nothing is changed
 */
export function bindDataFolder(dataDir: string, identity: PublicIdentity): void {
  const file = join(dataDir, IDENTITY_FILE);
  if (!existsSync(file)) {
    writeStateFile(file, publicPart(identity));
    return;
  }
  requireIdentityOf(dataDir, identity);
}

/**
 * Compares a data folder with an identity and changes nothing; a folder that names none fits every identity.
 *
 * @throws DevnetError `IDENTITY_MISMATCH`, `STATE_CORRUPT`
 */
export function requireIdentityOf(dataDir: string, identity: PublicIdentity): void {
  const file = join(dataDir, IDENTITY_FILE);
  if (!existsSync(file)) return;
  const stored = readStateFile(file, StoredIdentity).chainPubkey;
  if (stored === identity.chainPubkey) return;
  throw new DevnetError({
    code: "IDENTITY_MISMATCH",
    what: "The data folder belongs to another faucet identity. Nothing was changed.",
    where: file,
    evidence: `stored chain pubkey ${stored}, the mnemonic gives ${identity.chainPubkey}`,
    cause: "The mnemonic file was replaced, or the data folder of another environment is mounted.",
    next: "Give the mnemonic that belongs to the folder, or wipe the faucet's state to start with the new one.",
  });
}
