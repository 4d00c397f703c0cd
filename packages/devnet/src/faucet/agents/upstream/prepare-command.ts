import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeError } from "../../../errors.ts";
import { deriveIdentity } from "../../identity/derive-identity.ts";
import { readMnemonicFile } from "../../identity/mnemonic-file.ts";
import { openStateFolder } from "../../state/state-file.ts";
import { agentManager } from "./gateway-keys.ts";
import { seedWallet } from "./wallet-folder.ts";

const USAGE = `Usage: unicity-devnet faucet-agent --mnemonic-file FILE --agent-dir DIR

Prepares DIR for the upstream faucet agent: DIR/wallet gets the mnemonic once, DIR/tokens is made. Prints what the agent
needs to know of its manager and of itself, NAME=value a line; none of it is secret.`;

/** `unicity-devnet faucet-agent …`. Exit codes: 0 prepared, 3 usage or state. */
export async function run(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(USAGE);
  let options: { mnemonicFile: string; folder: string };
  try {
    options = parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 3;
    return;
  }
  try {
    console.log((await prepare(options)).join("\n"));
  } catch (error) {
    console.error(describeError(error));
    process.exitCode = 3;
  }
}

function parse(args: string[]) {
  const { values } = parseArgs({
    args,
    options: { "mnemonic-file": { type: "string" }, "agent-dir": { type: "string" } },
  });
  const required = (name: keyof typeof values) => {
    const value = values[name];
    if (!value) throw new Error(`--${name} is required.`);
    return resolve(value);
  };
  return { mnemonicFile: required("mnemonic-file"), folder: required("agent-dir") };
}

async function prepare({ mnemonicFile, folder }: ReturnType<typeof parse>): Promise<string[]> {
  const { mnemonic } = readMnemonicFile(mnemonicFile, false);
  const identity = await deriveIdentity(mnemonic);
  const { chainPubkey, directAddress } = await agentManager(identity);
  await seedWallet(join(folder, "wallet"), mnemonic);
  openStateFolder(join(folder, "tokens"));
  return [
    `UNICITY_MANAGER_PUBKEY=${chainPubkey}`,
    `UNICITY_MANAGER_DIRECT_ADDRESS=${directAddress}`,
    `UNICITY_INSTANCE_ID=${identity.nostrPubkey.slice(0, 32)}`,
  ];
}
