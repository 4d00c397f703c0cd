import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { writeJson } from "../genesis/json-file.ts";
import { readNodeInfo } from "../genesis/node-info.ts";
import { type ShardConf, T2_RANGE_MS } from "../genesis/shard-conf.ts";
import { UbftError } from "../ubft-error.ts";

export const generateShardConfFlags: FlagDefinitions = {
  "network-id": { default: "3" },
  "partition-id": {},
  "partition-type-id": {},
  "shard-id": { default: "0x80" },
  epoch: { default: "0" },
  "epoch-start": {},
  "t2-timeout": { default: "2500" },
  "node-info": { short: "n", kind: "list" },
};

/** `shard-conf generate`: `shard-conf-<partition>_<epoch>.json` in the home; it overwrites. */
export function generateShardConf(flags: Flags): void {
  const t2 = flags.count("t2-timeout");
  const [shortest, longest] = T2_RANGE_MS;
  if (t2 < shortest || t2 > longest)
    throw new UbftError(
      `t2 timeout value out of allowed range, must be between ${shortest} and ${longest} ms`,
    );
  const conf: ShardConf = {
    version: 1,
    networkId: flags.count("network-id"),
    partitionId: flags.count("partition-id"),
    shardId: flags.required("shard-id"),
    partitionTypeId: flags.count("partition-type-id"),
    typeIdLength: 8,
    unitIdLength: 256,
    summaryTrustBase: "",
    t2timeout: t2 * 1e6,
    feeCreditBill: null,
    epoch: flags.count("epoch"),
    epochStart: flags.count("epoch-start"),
    validators: flags.list("node-info").map(readNodeInfo),
  };
  mkdirSync(flags.home, { recursive: true, mode: 0o700 });
  writeJson(join(flags.home, `shard-conf-${conf.partitionId}_${conf.epoch}.json`), conf);
}
