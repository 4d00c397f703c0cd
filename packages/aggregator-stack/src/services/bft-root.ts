import { defineService } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

/** P2P port of the root node. */
export const p2pPort = 8000;
/** REST port of the root node: configurations, trust bases, round info. */
export const restPort = 8002;

/** The root node: certifies the aggregator's rounds. `ubft` itself is process 1, so that it closes its databases. */
export const bftRoot = defineService({
  name: "bft-root",
  description: "BFT root node",
  runtime: {
    kind: "container",
    image: "bft-core",
    entrypoint: ["ubft"],
    command: [
      "root-node",
      "run",
      "--home",
      paths.genesisRoot,
      "--address",
      `/ip4/0.0.0.0/tcp/${p2pPort}`,
      "--trust-base",
      `${paths.genesisRoot}/trust-base.json`,
      "--rpc-server-address",
      `0.0.0.0:${restPort}`,
    ],
    user: owner,
    tmpfs: [{ path: "/tmp", size: "16m" }],
  },
  networks: ["chain"],
  endpoints: {
    p2p: { port: p2pPort, protocol: "tcp", reach: ["aggregator"] },
    rest: { port: restPort, protocol: "http", reach: ["aggregator", "config-upload"] },
  },
  mounts: [{ volume: "genesis-root", target: paths.genesisRoot, noCopy: true }],
  dependsOn: { "genesis-root": "completed", "state-set": "completed" },
  health: {
    command: runScript("bft-root-health", {
      shell: "/busybox/sh",
      parts: ["pace"],
      args: [String(restPort), paths.genesisRoot],
    }),
    interval: 1_000,
    timeout: 12_000,
  },
  limits: { memory: "512m", pids: 256, cpus: 1 },
  stopGracePeriod: 30_000,
});
