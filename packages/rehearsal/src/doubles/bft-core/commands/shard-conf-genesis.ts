import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cbor } from "@unicity-sphere/devnet/protocol";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { readJson } from "../genesis/json-file.ts";
import { shardConf } from "../genesis/shard-conf.ts";
import { UbftError } from "../ubft-error.ts";

export const shardGenesisFlags: FlagDefinitions = { "shard-conf": {} };

/** `shard-conf genesis`: `state.cbor` in the home, which nothing reads. Its content is the stand-in's own. */
export function shardGenesis(flags: Flags): void {
  const file = flags.required("shard-conf");
  if (!shardConf.safeParse(readJson(file)).success)
    throw new UbftError(`'${file}' is no shard configuration`);
  const state = join(flags.home, "state.cbor");
  if (existsSync(state)) throw new UbftError(`state file '${state}' already exists`);
  writeFileSync(state, cbor.array([cbor.uint(1)]));
}
