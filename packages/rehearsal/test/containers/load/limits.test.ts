import { expect } from "vitest";
import { startNetwork, uniqueName, withEngine } from "../../support/engine.ts";
import { prepareRelay } from "../relay/support/relay.ts";

const DOMAIN = "relay-dev.example.org";
/** Open files of a WebSocket: two in nginx (client, relay), one in the relay. Some more are open anyhow. */
const SOCKETS = 1000;
const AT_LEAST = { nginx: 2 * SOCKETS + 200, service: SOCKETS + 200 };

withEngine(
  "an engine that starts containers with 1024 open files leaves room for a thousand WebSockets",
  async () => {
    await using network = await startNetwork();
    const name = uniqueName("relay");
    const variables = { SSL_DOMAIN: DOMAIN, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_NET: network.name };
    await using relay = await prepareRelay(network.name, "host/relay.yml", variables);
    const own = ["relay-data", "relay-letsencrypt"].map((volume) => [volume, { name: `${name}-${volume}` }]);
    await relay.up({
      environment: { SSL_TEST_MODE: "true", HAPROXY_HOST: "" },
      service: {
        container_name: name,
        hostname: name,
        networks: { edge: { aliases: [DOMAIN] } },
        ulimits: { nofile: { soft: 1024, hard: 16_384 } },
      },
      override: { volumes: Object.fromEntries(own) },
    });
    const limitOf = async (process: string) => {
      const script = `awk '/open files/ { print $4 }' "/proc/$(pgrep -n -f '${process}')/limits"`;
      return Number((await relay.run("bash", "-c", script)).stdout);
    };
    expect(await limitOf("^nginx: worker process")).toBeGreaterThanOrEqual(AT_LEAST.nginx);
    // Started as the relay is; the relay's double would raise its own limit.
    expect(await limitOf("/[r]elay-health")).toBeGreaterThanOrEqual(AT_LEAST.service);
    const { stdout } = await relay.run("cat", "/run/service-runtime/nginx/nginx.conf");
    const connections = Number(/worker_connections (\d+);/.exec(stdout)?.[1]);
    expect(connections).toBeGreaterThanOrEqual(AT_LEAST.nginx);
  },
);
