import { defineService } from "@unicity-sphere/compose-gen";
import { relayRoutes } from "./routes.ts";

/** Port of the relay inside its container; WebSocket and NIP-11 share it. */
export const relayPort = 8080;

/** The Nostr relay. Without SSL_DOMAIN the image serves plain WebSocket and starts no certificate machinery. */
export const relay = defineService({
  name: "relay",
  description: "Nostr relay",
  runtime: {
    kind: "container",
    image: "relay",
    environment: {
      RELAY_NAME: { variable: "RELAY_NAME" },
      RELAY_DESCRIPTION: { variable: "RELAY_DESCRIPTION" },
      RUST_LOG: { variable: "RELAY_LOG" },
    },
    tmpfs: [
      { path: "/tmp", size: "16m" },
      { path: "/run", size: "1m" },
    ],
  },
  endpoints: {
    nostr: {
      port: relayPort,
      protocol: "ws",
      scope: "loopback",
      published: { variable: "RELAY_PORT", default: 7777 },
      description: "Nostr relay (WebSocket, NIP-11)",
    },
    // On loopback of the container; nobody but its own nginx connects.
    health: { port: 8081, protocol: "http", reach: ["relay"] },
  },
  edge: { endpoint: "nostr" },
  routes: relayRoutes,
  mounts: [{ volume: "relay-data", target: "/var/lib/relay" }],
  // Of the image: the relay itself, and with a domain certificate, ports, renewal and registration too.
  health: { command: ["service-healthcheck"], timeout: 10_000, startPeriod: 60_000 },
  limits: { memory: "512m", pids: 128, cpus: 1 },
  stopGracePeriod: 45_000,
});
