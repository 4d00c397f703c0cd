import { readFileSync } from "node:fs";
import { defineService } from "@unicity-sphere/compose-gen";
import { faucetRoutes } from "./routes.ts";

const startScript = readFileSync(new URL("../scripts/start-faucet.sh", import.meta.url), "utf8");

/** The faucet with its built-in agent. It mints on request and needs no funds; both its doors need relay and aggregator. */
export const faucet = defineService({
  name: "faucet",
  description: "Faucet",
  runtime: {
    kind: "container",
    image: "faucet",
    entrypoint: ["/bin/sh", "-c", startScript, "start-faucet"],
    user: "0:0",
    capAdd: [
      { capability: "DAC_READ_SEARCH", reason: "Reads the 0600 mnemonic file of the host's user" },
      { capability: "CHOWN", reason: "Hands the copy in memory to the faucet's user" },
      { capability: "SETUID", reason: "Drops root before the faucet starts" },
      { capability: "SETGID", reason: "Drops root's group before the faucet starts" },
    ],
    environment: {
      RUN_AS: "1001",
      FAUCET_DATA_DIR: "/var/lib/faucet",
      MNEMONIC_SECRET: "/run/secrets/faucet-mnemonic",
      MNEMONIC_FILE: "/run/faucet/mnemonic",
      RELAY_URL: { consumes: "relay" },
      AGGREGATOR_URL: { consumes: "aggregator" },
      TRUST_BASE_URL: { consumes: "trust-base" },
    },
    tmpfs: [
      { path: "/tmp", size: "16m" },
      { path: "/run/faucet", size: "1m", mode: "0755" },
    ],
  },
  endpoints: {
    http: {
      port: 8080,
      protocol: "http",
      scope: "loopback",
      published: { variable: "FAUCET_PORT", default: 11004 },
      description: "Faucet (POST /api/v1/faucet/request)",
    },
  },
  edge: { endpoint: "http" },
  routes: faucetRoutes,
  mounts: [{ volume: "faucet-wallet", target: "/var/lib/faucet" }],
  secrets: [{ secret: "faucet-mnemonic" }],
  health: {
    command: ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/ready"],
    startPeriod: 60_000,
  },
  limits: { memory: "256m", pids: 64, cpus: 1 },
  stopGracePeriod: 30_000,
  waivers: [
    {
      rule: "user.non-root",
      reason: "Root reads the mnemonic, which only the host's user may read, then the faucet runs as 1001",
    },
  ],
});
