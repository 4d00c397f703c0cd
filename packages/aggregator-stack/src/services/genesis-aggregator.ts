import { defineJob } from "@unicity-sphere/compose-gen";
import { identifiers, owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

/** Makes the keys of the aggregator's shard node and its shard configuration, once. */
export const genesisAggregator = defineJob({
  name: "genesis-aggregator",
  description: "Keys of the aggregator's shard node and its shard configuration",
  runtime: {
    kind: "container",
    image: "bft-core",
    entrypoint: runScript("genesis-aggregator", { shell: "/busybox/sh", parts: ["fail", "files"] }),
    user: owner,
    environment: {
      GENESIS_AGGREGATOR_DIR: paths.genesisAggregator,
      NETWORK_ID: identifiers.networkId,
      PARTITION_ID: identifiers.partitionId,
      PARTITION_TYPE_ID: identifiers.partitionTypeId,
      EPOCH_START: identifiers.epochStart,
    },
    tmpfs: [{ path: "/tmp", size: "16m" }],
  },
  networks: [],
  mounts: [{ volume: "genesis-aggregator", target: paths.genesisAggregator, noCopy: true }],
  dependsOn: { "state-set": "completed" },
  limits: { memory: "256m", pids: 64 },
});
