import { defineService } from "@unicity-sphere/compose-gen";
import { generations } from "../generations.ts";
import { aggregatorRoutes } from "../routes.ts";
import { paths } from "../volumes.ts";

/** The only door: JSON-RPC, health, trust base and CORS. It sees the public volume and no key. */
export const aggregatorProxy = (generation: string) =>
  defineService({
    name: "aggregator-proxy",
    description: "HTTP door of the aggregator",
    runtime: {
      kind: "container",
      image: "aggregator-proxy",
      environment: lineOf(generation),
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
      // On loopback of the container; nobody but its own nginx connects.
      status: { port: 8090, protocol: "http", reach: ["aggregator-proxy"] },
    },
    edge: { endpoint: "http" },
    routes: aggregatorRoutes,
    mounts: [{ volume: "public", target: paths.public, readOnly: true, noCopy: true }],
    // Not on the aggregator's health: the door opens and answers 502 itself while the chain is broken.
    dependsOn: { "export-public": "completed" },
    // Of the image: the door itself, and with a domain certificate, ports, renewal and registration too. Not the
    // backend: a fault of the aggregator must not mark the door.
    health: { command: ["service-healthcheck"], timeout: 10_000, startPeriod: 60_000 },
    limits: { memory: "128m", pids: 64, cpus: 1 },
    stopGracePeriod: 45_000,
  });

/** What /.well-known/unicity-stack.json says about the SDK line. */
function lineOf(generation: string): Record<string, string> {
  const line = generations.find(({ id }) => id === generation);
  if (!line) throw new Error(`no generation ${generation}`);
  return {
    STACK_GENERATION: generation,
    STACK_API_VERSION: String(line.apiVersion ?? ""),
    STACK_SDK: JSON.stringify(line.sdk),
  };
}
