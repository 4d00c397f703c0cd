import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDataDir } from "../storage/data-dir.ts";
import { DeliveryStore } from "./deliveries/delivery-store.ts";
import { GenesisGuard } from "./genesis/genesis-guard.ts";
import { deriveIdentity } from "./identity/derive-identity.ts";
import { bindDataFolder, IDENTITY_FILE } from "./identity/stored-identity.ts";
import { DATABASE_FILE, type FaucetOptions } from "./options.ts";

/**
 * Checks what a start would refuse: mnemonic, data folder, stored identity, stamp and database. An empty folder stays
 * empty.
 *
 * @throws DevnetError as `startFaucet`
 */
export async function checkFaucet({ dataDir, mnemonic, trustBase }: FaucetOptions): Promise<void> {
  const identity = await deriveIdentity(mnemonic);
  if (dataDir === undefined || !existsSync(dataDir)) return;
  openDataDir(dataDir);
  if (existsSync(join(dataDir, IDENTITY_FILE))) bindDataFolder(dataDir, identity);
  new GenesisGuard(dataDir, trustBase);
  const file = join(dataDir, DATABASE_FILE);
  if (existsSync(file)) new DeliveryStore({ file }).close();
}
