import { defineService } from "@unicity-sphere/compose-gen";
import { aggregatorEnvironment } from "../aggregator-environment.ts";
import { owner } from "../identifiers.ts";
import { runScript } from "../script.ts";
import { paths } from "../volumes.ts";

/** The aggregator. Its JSON-RPC is `POST /` on port 3000; healthy means that blocks are certified. */
export const aggregator = (generation: string) =>
  defineService({
    name: "aggregator",
    description: "BFT aggregator",
    runtime: {
      kind: "container",
      image: "aggregator-go",
      entrypoint: runScript("run-aggregator", { parts: ["fail", "files"] }),
      user: owner,
      environment: aggregatorEnvironment(generation),
      workingDir: "/app",
      tmpfs: [{ path: "/tmp", size: "16m" }],
    },
    networks: ["chain", "database", "backend"],
    endpoints: { rpc: { port: 3000, protocol: "http", reach: ["aggregator-proxy"] } },
    mounts: [
      { volume: "genesis-aggregator", target: paths.genesisAggregator, readOnly: true, noCopy: true },
      { volume: "public", target: paths.public, readOnly: true, noCopy: true },
    ],
    dependsOn: {
      "config-upload": "completed",
      "export-public": "completed",
      "bft-root": "healthy",
      mongo: "healthy",
    },
    health: {
      command: runScript("aggregator-health", { parts: ["pace"] }),
      interval: 1_000,
      timeout: 17_000,
      // The shard becomes active at root round 10, about 10 s after a fresh root.
      startPeriod: 90_000,
    },
    limits: { memory: "1g", pids: 512, cpus: 1 },
    stopGracePeriod: 45_000,
  });
