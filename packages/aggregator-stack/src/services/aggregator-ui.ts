import { defineService } from "@unicity-sphere/compose-gen";
import { uiRoutes } from "../routes.ts";

/** Compose profile that starts it: `docker compose --profile ui …`. */
const PROFILE = "ui";

/**
 * The aggregator's own page of documentation, on loopback in every profile; off unless the Compose profile is named. It is
 * a second door from the image of the first one: what that closes stays closed on every other address.
 */
export const aggregatorUi = defineService({
  name: "aggregator-ui",
  description: "The aggregator's documentation page, with the Compose profile ui",
  runtime: {
    kind: "container",
    image: "aggregator-proxy",
    environment: { DOOR: "ui" },
    tmpfs: [
      { path: "/tmp", size: "32m" },
      { path: "/run", size: "1m" },
    ],
  },
  networks: ["backend", "ui"],
  endpoints: { http: { port: 8080, protocol: "http", path: "/docs" } },
  routes: uiRoutes,
  // As the first door.
  dependsOn: { "export-public": "completed" },
  health: { command: ["service-healthcheck"], timeout: 10_000, startPeriod: 60_000 },
  limits: { memory: "128m", pids: 64, cpus: 0.5 },
  stopGracePeriod: 45_000,
  // The model has no service that only Compose starts, and no endpoint that other tools must not count on.
  compose: {
    profiles: [PROFILE],
    ports: [
      {
        host_ip: "127.0.0.1",
        mode: "ingress",
        protocol: "tcp",
        published: `\${AGGREGATOR_UI_PORT:-11005}`,
        target: 8080,
      },
    ],
  },
});
