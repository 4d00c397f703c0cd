import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { createMnemonic, parseMnemonic } from "./mnemonic.ts";

/** A phrase that belongs to the data folder, or to none yet. */
async function check(dataDir: string | undefined): Promise<void> {
  const mnemonic = parseMnemonic(await text(process.stdin), "standard input");
  if (dataDir === undefined) return;
  const { deriveIdentity } = await import("./derive-identity.ts");
  const { requireIdentityOf } = await import("./stored-identity.ts");
  requireIdentityOf(dataDir, await deriveIdentity(mnemonic));
}

const USAGE = `Usage: unicity-devnet mnemonic [--check [--data-dir DIR]]

Prints a new BIP-39 phrase of 12 English words. With --check it reads one from standard input instead and ends with
exit code 3 when no identity can be derived from it, or when the faucet's folder DIR belongs to another one.`;

/**
 * `unicity-devnet mnemonic [--check [--data-dir DIR]]`: makes the faucet's identity where nothing else is installed, or looks at one.
 *
 * @throws DevnetError `MNEMONIC_INVALID`, `IDENTITY_MISMATCH`, `STATE_CORRUPT`
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: "boolean" },
      "data-dir": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.check) await check(values["data-dir"]);
  else console.log(createMnemonic());
}
