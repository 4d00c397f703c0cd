import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { toHex0x } from "@unicity-sphere/devnet/protocol";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { writeJson } from "../genesis/json-file.ts";
import { readKeys, writeNewKeys } from "../genesis/keys.ts";
import { UbftError } from "../ubft-error.ts";
import { keyFile } from "./node-id.ts";

export const initFlags: FlagDefinitions = {
  generate: { short: "g", kind: "switch" },
  "key-conf": { short: "k" },
};

/** `root-node init`, `shard-node init`: home (0700), keys where they are missing, and `node-info.json`. */
export function initNode(flags: Flags): void {
  mkdirSync(flags.home, { recursive: true, mode: 0o700 });
  const info = join(flags.home, "node-info.json");
  if (existsSync(info)) throw new UbftError(`node info file '${info}' already exists`);
  const file = keyFile(flags);
  if (!existsSync(file)) {
    if (!flags.on("generate")) throw new UbftError(`failed to load keys '${file}': file does not exist`);
    writeNewKeys(file);
  }
  const { nodeId, sigPublicKey } = readKeys(file);
  writeJson(info, { nodeId, sigKey: toHex0x(sigPublicKey), stake: 1 });
}
