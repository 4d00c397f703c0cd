import { defineJob } from "@unicity-sphere/compose-gen";
import { identifiers, owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

/** Makes the root node's keys and the signed trust base, once. */
export const genesisRoot = (generation: string) =>
  defineJob({
    name: "genesis-root",
    description: "Keys of the root node and the signed trust base",
    runtime: {
      kind: "container",
      image: "bft-core",
      entrypoint: runScript("genesis-root", { shell: "/busybox/sh", parts: ["fail", "files"] }),
      user: owner,
      environment: {
        GENERATION: generation,
        GENESIS_ROOT_DIR: paths.genesisRoot,
        NETWORK_ID: identifiers.networkId,
      },
      tmpfs: [{ path: "/tmp", size: "16m" }],
    },
    networks: [],
    mounts: [{ volume: "genesis-root", target: paths.genesisRoot, noCopy: true }],
    dependsOn: { "prepare-volumes": "completed" },
    limits: { memory: "256m", pids: 64 },
  });
