import { defineService } from "@unicity-sphere/compose-gen";
import { aggregatorRoutes } from "../routes.ts";
import { paths } from "../volumes.ts";

/** The only door: JSON-RPC, health, trust base and CORS. It sees the public volume and no key. */
export const aggregatorProxy = defineService({
  name: "aggregator-proxy",
  description: "HTTP door of the aggregator",
  runtime: {
    kind: "container",
    image: "aggregator-proxy",
    environment: {
      PROXY_PORT: "8080",
      PROXY_UPSTREAM: { endpoint: "aggregator/rpc", as: "address" },
      PROXY_PUBLIC_DIR: paths.public,
    },
    tmpfs: [
      { path: "/tmp", size: "32m" },
      { path: "/run", size: "1m" },
    ],
  },
  networks: ["default", "backend"],
  endpoints: {
    http: {
      port: 8080,
      protocol: "http",
      scope: "loopback",
      published: { variable: "AGGREGATOR_PORT", default: 11003 },
      path: "/",
      description: "Aggregator (JSON-RPC, POST /)",
    },
  },
  edge: { endpoint: "http" },
  routes: aggregatorRoutes,
  mounts: [{ volume: "public", target: paths.public, readOnly: true, noCopy: true }],
  // Not on the aggregator's health: the door opens and answers 502 itself while the chain is broken.
  dependsOn: { "export-public": "completed" },
  // Its own file, not the backend: a fault of the aggregator must not mark the proxy.
  health: {
    command: ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/.well-known/trust-base.json"],
  },
  limits: { memory: "128m", pids: 64, cpus: 1 },
  stopGracePeriod: 45_000,
});
