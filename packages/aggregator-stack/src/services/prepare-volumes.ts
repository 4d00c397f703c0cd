import { defineJob } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { nodeKeys } from "../secrets.ts";
import { paths } from "../volumes.ts";

const { genesisRoot, genesisAggregator, mongo, public: publicDir } = paths;

/** Gives the fresh named volumes to the user that the stack runs as, and puts keys that were given into them. */
export const prepareVolumes = defineJob({
  name: "prepare-volumes",
  description: "Hands fresh volumes to the stack's user and puts given keys into them",
  runtime: {
    kind: "container",
    image: "aggregator-tools",
    entrypoint: ["aggregator-tool", "prepare-volumes", genesisRoot, genesisAggregator, mongo, publicDir],
    user: "0:0",
    capAdd: [
      { capability: "CHOWN", reason: "The engine creates named volumes for root; the stack runs as 1001" },
      {
        capability: "SETUID",
        reason: "Reads 0600 key files as their owner, and writes them as the stack's user",
      },
      { capability: "SETGID", reason: "Drops root's group for both" },
    ],
    environment: {
      OWNER: owner,
      GENESIS_ROOT_DIR: genesisRoot,
      GENESIS_AGGREGATOR_DIR: genesisAggregator,
      ROOT_KEYS_FILE: `/run/secrets/${nodeKeys.root}`,
      AGGREGATOR_KEYS_FILE: `/run/secrets/${nodeKeys.aggregator}`,
    },
    tmpfs: [{ path: "/tmp", size: "1m" }],
  },
  networks: [],
  mounts: [
    { volume: "genesis-root", target: genesisRoot, noCopy: true },
    { volume: "genesis-aggregator", target: genesisAggregator, noCopy: true },
    { volume: "mongo-data", target: mongo, noCopy: true },
    { volume: "public", target: publicDir, noCopy: true },
  ],
  secrets: [{ secret: nodeKeys.root }, { secret: nodeKeys.aggregator }],
  limits: { memory: "64m", pids: 16 },
  waivers: [
    {
      rule: "user.non-root",
      reason:
        "Only root may change the owner of a fresh volume and read key files of any user; no network, ends at once",
    },
  ],
});
