import { defineJob } from "@unicity-sphere/compose-gen";
import { identifiers, owner } from "../identifiers.ts";
import { paths } from "../volumes.ts";

/** Copies the trust base and the shard configuration, and no key, to the volume that the proxy serves. */
export const exportPublic = defineJob({
  name: "export-public",
  description: "Exports the trust base to the public volume",
  runtime: {
    kind: "container",
    image: "aggregator-tools",
    entrypoint: ["aggregator-tool", "export-public"],
    user: owner,
    environment: {
      GENESIS_ROOT_DIR: paths.genesisRoot,
      GENESIS_AGGREGATOR_DIR: paths.genesisAggregator,
      PARTITION_ID: identifiers.partitionId,
      PUBLIC_DIR: paths.public,
    },
  },
  networks: [],
  mounts: [
    { volume: "genesis-root", target: paths.genesisRoot, readOnly: true, noCopy: true },
    { volume: "genesis-aggregator", target: paths.genesisAggregator, readOnly: true, noCopy: true },
    { volume: "public", target: paths.public, noCopy: true },
  ],
  dependsOn: { "genesis-aggregator": "completed" },
  limits: { memory: "32m", pids: 16 },
});
