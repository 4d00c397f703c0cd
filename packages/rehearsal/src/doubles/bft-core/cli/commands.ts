import type { GenerationName } from "@unicity-sphere/devnet/protocol";
import { initFlags, initNode } from "../commands/init.ts";
import { nodeFlags, printNodeId } from "../commands/node-id.ts";
import { runFlags, runRootNode } from "../commands/run-root-node.ts";
import { generateShardConf, generateShardConfFlags } from "../commands/shard-conf-generate.ts";
import { shardGenesis, shardGenesisFlags } from "../commands/shard-conf-genesis.ts";
import { generateTrustBase, generateTrustBaseFlags } from "../commands/trust-base-generate.ts";
import { signTrustBase, signTrustBaseFlags } from "../commands/trust-base-sign.ts";
import { UbftError } from "../ubft-error.ts";
import { type FlagDefinitions, Flags } from "./flags.ts";

/** One command of `ubft`: what it does with its flags. */
export type Command = (flags: Flags, generation: GenerationName) => void | Promise<void>;

const COMMANDS: Readonly<Record<string, readonly [FlagDefinitions, Command]>> = {
  "root-node init": [initFlags, initNode],
  "shard-node init": [initFlags, initNode],
  "root-node run": [runFlags, runRootNode],
  "trust-base generate": [generateTrustBaseFlags, generateTrustBase],
  "trust-base sign": [signTrustBaseFlags, signTrustBase],
  "shard-conf generate": [generateShardConfFlags, generateShardConf],
  "shard-conf genesis": [shardGenesisFlags, shardGenesis],
  "node-id": [nodeFlags, printNodeId],
};

/** Runs `ubft ARGS`. @throws UbftError for what the user did wrong */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  generation: GenerationName,
): Promise<void> {
  const words = args.findIndex((argument) => argument.startsWith("-"));
  const name = args.slice(0, words < 0 ? args.length : words).join(" ");
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) throw new UbftError(`unknown command "${name}" for "ubft"`);
  const [definitions, command] = found;
  await command(new Flags(words < 0 ? [] : args.slice(words), definitions, environment), generation);
}
