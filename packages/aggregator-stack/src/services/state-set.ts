import { defineJob } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

/** Refuses to start on volumes of different genesis runs: they would never certify a block, and nothing would say so. */
export const stateSet = (generation: string) =>
  defineJob({
    name: "state-set",
    description: "Checks that all volumes belong to one genesis and stamps fresh ones",
    runtime: {
      kind: "container",
      image: "curl",
      entrypoint: runScript("state-set", { parts: ["fail", "files"] }),
      user: owner,
      environment: {
        GENERATION: generation,
        GENESIS_ROOT_DIR: paths.genesisRoot,
        MEMBERS: `${paths.genesisAggregator} ${paths.mongo}`,
      },
    },
    networks: [],
    mounts: [
      { volume: "genesis-root", target: paths.genesisRoot, noCopy: true },
      { volume: "genesis-aggregator", target: paths.genesisAggregator, noCopy: true },
      { volume: "mongo-data", target: paths.mongo, noCopy: true },
    ],
    dependsOn: { "genesis-root": "completed" },
    limits: { memory: "32m", pids: 16 },
  });
