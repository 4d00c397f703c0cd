import { defineJob } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { trustBaseEnvironment } from "../trust-base-tags.ts";
import { paths } from "../volumes.ts";

/**
 * Refuses a genesis that does not fit the generation, and volumes of different genesis runs: they would never certify a
 * block, and nothing would say so. Every service waits for it.
 */
export const stateSet = (generation: string) =>
  defineJob({
    name: "state-set",
    description: "Checks the trust base's signature and that all volumes are of one genesis",
    runtime: {
      kind: "container",
      image: "aggregator-tools",
      entrypoint: ["aggregator-tool", "state-set"],
      user: owner,
      environment: {
        ...trustBaseEnvironment(generation),
        GENESIS_ROOT_DIR: paths.genesisRoot,
        GENESIS_AGGREGATOR_DIR: paths.genesisAggregator,
        MEMBERS: `${paths.genesisAggregator} ${paths.mongo}`,
      },
      tmpfs: [{ path: "/tmp", size: "1m" }],
    },
    networks: [],
    mounts: [
      { volume: "genesis-root", target: paths.genesisRoot, noCopy: true },
      { volume: "genesis-aggregator", target: paths.genesisAggregator, noCopy: true },
      { volume: "mongo-data", target: paths.mongo, noCopy: true },
    ],
    dependsOn: { "genesis-root": "completed" },
    limits: { memory: "64m", pids: 16 },
  });
