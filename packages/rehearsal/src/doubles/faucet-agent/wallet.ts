import { generateMnemonic, STORAGE_KEYS_GLOBAL } from "@unicitylabs/sphere-sdk";
import { FileStorageProvider } from "@unicitylabs/sphere-sdk/impl/nodejs";

/** The mnemonic of the wallet in a folder, by the SDK's own storage; an empty folder gets a new one. */
export async function walletMnemonic(folder: string): Promise<string> {
  const storage = new FileStorageProvider(folder);
  await storage.connect();
  const stored = await storage.get(STORAGE_KEYS_GLOBAL.MNEMONIC);
  if (stored !== null) return stored;
  const mnemonic = generateMnemonic();
  await storage.set(STORAGE_KEYS_GLOBAL.MNEMONIC, mnemonic);
  return mnemonic;
}
