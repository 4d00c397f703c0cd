import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { createMnemonic, parseMnemonic } from "./mnemonic.ts";

const USAGE = `Usage: unicity-devnet mnemonic [--check]

Prints a new BIP-39 phrase of 12 English words. With --check it reads one from standard input instead and ends with
exit code 3 when no identity can be derived from it.`;

/**
 * `unicity-devnet mnemonic [--check]`: makes the faucet's identity where nothing else is installed, or looks at one.
 *
 * @throws DevnetError `MNEMONIC_INVALID`
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(USAGE);
  if (values.check) parseMnemonic(await text(process.stdin), "standard input");
  else console.log(createMnemonic());
}
