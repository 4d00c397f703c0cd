import { z } from "zod";
import { nodeInfo } from "./node-info.ts";

/** Shard configuration, `shard-conf-<partition>_<epoch>.json`. */
export const shardConf = z.object({
  version: z.literal(1),
  networkId: z.int().min(1),
  partitionId: z.int().min(1),
  shardId: z.string().regex(/^0x[0-9a-f]{2,}$/),
  partitionTypeId: z.int().min(0),
  typeIdLength: z.int(),
  unitIdLength: z.int(),
  summaryTrustBase: z.string(),
  /** Nanoseconds. */
  t2timeout: z.int(),
  feeCreditBill: z.null(),
  epoch: z.int().min(0),
  /** Root round from which on the shard is active. */
  epochStart: z.int().min(0),
  validators: z.array(nodeInfo),
});

export type ShardConf = z.infer<typeof shardConf>;

/** Shortest and longest time that a shard may have for a round, ms. */
export const T2_RANGE_MS = [800, 10_000] as const;

/** What a root node has against a configuration; undefined when nothing. */
export function shardConfProblem(conf: ShardConf, networkId: number): string | undefined {
  if (conf.networkId !== networkId) return `invalid network id: ${conf.networkId}, expected ${networkId}`;
  if (conf.validators.length === 0) return "no validators";
  const ms = conf.t2timeout / 1e6;
  if (ms < T2_RANGE_MS[0] || ms > T2_RANGE_MS[1]) return `invalid t2 timeout: ${ms}ms`;
  return undefined;
}
