import { createHash } from "node:crypto";
import {
  type GenerationName,
  parseTrustBase,
  signDigest,
  toHex0x,
  trustBaseMessage,
} from "@unicity-sphere/devnet/protocol";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { readJson, writeJson } from "../genesis/json-file.ts";
import { readKeys } from "../genesis/keys.ts";
import { UbftError } from "../ubft-error.ts";
import { keyFile } from "./node-id.ts";

export const signTrustBaseFlags: FlagDefinitions = {
  "key-conf": { short: "k" },
  "trust-base": { short: "t", kind: "list" },
};

/** `trust-base sign`: adds this node's signature, in place. */
export function signTrustBase(flags: Flags, generation: GenerationName): void {
  const [file, ...others] = flags.list("trust-base");
  if (!file || others.length > 0) throw new UbftError("exactly one trust base file is expected");
  const trustBase = parseTrustBase(readJson(file), file);
  const { nodeId, sigKey } = readKeys(keyFile(flags));
  if (!trustBase.rootNodes.some((node) => node.nodeId === nodeId))
    throw new UbftError(`node '${nodeId}' is not in the trust base '${file}'`);
  const digest = createHash("sha256").update(trustBaseMessage(trustBase, generation)).digest();
  trustBase.signatures[nodeId] = toHex0x(signDigest(digest, sigKey));
  writeJson(file, trustBase);
}
