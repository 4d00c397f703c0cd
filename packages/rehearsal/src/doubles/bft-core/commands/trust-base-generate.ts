import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TrustBase } from "@unicity-sphere/devnet/protocol";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { writeJson } from "../genesis/json-file.ts";
import { readNodeInfo } from "../genesis/node-info.ts";
import { UbftError } from "../ubft-error.ts";

export const generateTrustBaseFlags: FlagDefinitions = {
  "network-id": { default: "3" },
  "node-info": { short: "n", kind: "list" },
  "quorum-threshold": { default: "0" },
  epoch: { default: "1" },
  "epoch-start": { default: "0" },
  "previous-trust-base": {},
  "output-file-name": { default: "trust-base.json" },
};

/** `trust-base generate`: an unsigned trust base of epoch 1; it overwrites. */
export function generateTrustBase(flags: Flags): void {
  const files = flags.list("node-info");
  if (files.length === 0) throw new UbftError('required flag(s) "node-info" not set');
  const epoch = flags.count("epoch");
  if (epoch !== 1 || flags.text("previous-trust-base"))
    throw new UbftError("this stand-in knows the genesis epoch 1 only");
  const rootNodes = files.map(readNodeInfo);
  const total = rootNodes.reduce((sum, { stake }) => sum + stake, 0);
  const trustBase: TrustBase = {
    version: 1,
    networkId: flags.count("network-id"),
    epoch,
    epochStartRound: flags.count("epoch-start"),
    rootNodes,
    quorumThreshold: flags.count("quorum-threshold") || Math.floor((total * 2) / 3) + 1,
    stateHash: "",
    changeRecordHash: "",
    previousEntryHash: "",
    signatures: {},
  };
  mkdirSync(flags.home, { recursive: true, mode: 0o700 });
  writeJson(join(flags.home, flags.required("output-file-name")), trustBase);
}
