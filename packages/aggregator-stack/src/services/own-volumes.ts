import { defineJob } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

const { genesisRoot, genesisAggregator, mongo, public: publicDir } = paths;

/** Gives the fresh named volumes to the user that the stack runs as. */
export const ownVolumes = defineJob({
  name: "own-volumes",
  description: "Hands fresh volumes to the stack's user",
  runtime: {
    kind: "container",
    image: "curl",
    entrypoint: runScript("own-volumes", { args: [genesisRoot, genesisAggregator, mongo, publicDir] }),
    user: "0:0",
    capAdd: [
      { capability: "CHOWN", reason: "The engine creates named volumes for root; the stack runs as 1001" },
    ],
    environment: { OWNER: owner },
  },
  networks: [],
  mounts: [
    { volume: "genesis-root", target: genesisRoot, noCopy: true },
    { volume: "genesis-aggregator", target: genesisAggregator, noCopy: true },
    { volume: "mongo-data", target: mongo, noCopy: true },
    { volume: "public", target: publicDir, noCopy: true },
  ],
  limits: { memory: "32m", pids: 16 },
  waivers: [
    {
      rule: "user.non-root",
      reason: "Only root may change the owner of a fresh volume; one capability, no network, ends at once",
    },
  ],
});
