import { defineService } from "@unicity-sphere/compose-gen";
import { faucetRoutes } from "./routes.ts";

/** The faucet with its built-in agent. It mints on request and needs no funds; both its doors need relay and aggregator. */
export const faucet = defineService({
  name: "faucet",
  description: "Faucet",
  runtime: {
    kind: "container",
    image: "faucet",
    user: "0:0",
    capAdd: [
      { capability: "CHOWN", reason: "Hands the copies of its secrets in memory to the faucet's user" },
      {
        capability: "SETUID",
        reason: "Reads 0600 files as their owner, and drops root before the faucet starts",
      },
      { capability: "SETGID", reason: "Drops root's group before the faucet starts" },
      { capability: "KILL", reason: "Stops the faucet, which runs as another user" },
    ],
    environment: {
      FAUCET_MNEMONIC_FILE: "/run/secrets/faucet-mnemonic",
      FAUCET_NOSTR_RELAYS: { consumes: "relay" },
      FAUCET_AGGREGATOR_URL: { consumes: "aggregator" },
      FAUCET_TRUSTBASE_URL: { consumes: "trust-base" },
    },
    tmpfs: [
      { path: "/tmp", size: "16m" },
      { path: "/run", size: "4m" },
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
  // Of the image: the faucet itself, and with a domain certificate, ports, renewal and registration too.
  health: { command: ["service-healthcheck"], timeout: 10_000, startPeriod: 60_000 },
  limits: { memory: "256m", pids: 128, cpus: 1 },
  stopGracePeriod: 30_000,
  waivers: [
    {
      rule: "user.non-root",
      reason: "Root reads the mnemonic, which only the host's user may read, then the faucet runs as 1001",
    },
  ],
});
