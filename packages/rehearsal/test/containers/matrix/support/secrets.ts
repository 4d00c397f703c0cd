import { randomBytes } from "node:crypto";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MNEMONIC } from "../../faucet/support/faucet.ts";

/** Secret files of the host, 0600 and of another user, and what is in them. */
export interface Secrets extends AsyncDisposable {
  readonly values: { haproxyKey: string; faucetKey: string; mnemonic: string };
  readonly files: { haproxyKey: string; faucetKey: string; mnemonic: string };
}

export async function writeSecrets(): Promise<Secrets> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-matrix-"));
  const key = () => `key-${randomBytes(16).toString("hex")}`;
  const values = { haproxyKey: key(), faucetKey: key(), mnemonic: MNEMONIC };
  const files = {
    haproxyKey: join(folder, "haproxy-key"),
    faucetKey: join(folder, "faucet-key"),
    mnemonic: join(folder, "mnemonic"),
  };
  for (const name of ["haproxyKey", "faucetKey", "mnemonic"] as const) {
    await writeFile(files[name], `${values[name]}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(files[name], 4321, 4321);
  }
  return { values, files, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
