import { defineService } from "@unicity-sphere/compose-gen";
import { owner } from "../identifiers.ts";
import { runScript, script } from "../script.ts";
import { paths } from "../volumes.ts";

/** The aggregator's database: one member of a replica set, because the aggregator needs transactions. */
export const mongo = defineService({
  name: "mongo",
  description: "Database and request queue of the aggregator",
  runtime: {
    kind: "container",
    image: "mongo",
    entrypoint: ["mongod"],
    command: [
      "--dbpath",
      paths.mongo,
      "--replSet",
      "rs0",
      "--bind_ip_all",
      "--wiredTigerCacheSizeGB",
      "0.25",
      "--setParameter",
      "diagnosticDataCollectionEnabled=false",
    ],
    user: owner,
    // mongosh keeps its history under HOME.
    environment: { HOME: "/tmp" },
    tmpfs: [
      { path: "/tmp", size: "64m" },
      // The image declares a volume here; without this the engine would make an anonymous one.
      { path: "/data/configdb", size: "1m" },
    ],
  },
  networks: ["database"],
  endpoints: { mongodb: { port: 27017, protocol: "mongodb", reach: ["aggregator"] } },
  mounts: [{ volume: "mongo-data", target: paths.mongo, noCopy: true }],
  dependsOn: { "state-set": "completed" },
  health: {
    command: runScript("mongo-health", {
      parts: ["fail", "pace"],
      args: [script("mongo-health.js"), paths.mongo],
    }),
    interval: 2_000,
    timeout: 19_000,
    startPeriod: 60_000,
    startInterval: 2_000,
  },
  limits: { memory: "1g", pids: 512, cpus: 1 },
  stopGracePeriod: 60_000,
});
