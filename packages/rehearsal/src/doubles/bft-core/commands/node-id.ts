import { join } from "node:path";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { readKeys } from "../genesis/keys.ts";

export const nodeFlags: FlagDefinitions = { "key-conf": { short: "k" } };

/** `node-id`: the libp2p peer id on standard output. */
export function printNodeId(flags: Flags): void {
  console.log(readKeys(keyFile(flags)).nodeId);
}

/** `--key-conf`, or `keys.json` in the home. */
export function keyFile(flags: Flags): string {
  return flags.text("key-conf") ?? join(flags.home, "keys.json");
}
