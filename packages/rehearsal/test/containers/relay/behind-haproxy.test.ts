import { once } from "node:events";
import { expect } from "vitest";
import { uniqueName, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { entryOf, startEdge } from "../runtime/support/edge.ts";
import { getOverTls, servedSerial } from "../runtime/support/tls-client.ts";
import { asCompose } from "../support/as-compose.ts";
import { NostrClient } from "./support/client.ts";
import { prepareRelay } from "./support/relay.ts";

const domain = "relay-dev.example.org";

withEngine(
  "the host's Compose file brings the relay behind HAProxy with a certificate; WebSockets reach it by SNI, within its limits",
  async () => {
    await using edge = await startEdge([domain]);
    const name = uniqueName("relay");
    await using relay = await prepareRelay(edge.network, "host/relay.yml", {
      SSL_DOMAIN: domain,
      SSL_ADMIN_EMAIL: "ops@example.org",
      HAPROXY_NET: edge.network,
    });
    const certbot = asCompose(edge.certbot);
    await relay.up({
      environment: {
        ...certbot.environment,
        RELAY_MAX_CONNECTIONS: "2",
        RELAY_MAX_EVENT_BYTES: "2048",
        RELAY_PING_SECONDS: "1",
        RELAY_CONTACT: "mailto:ops@example.org",
      },
      service: { container_name: name, hostname: name, volumes: certbot.volumes },
      override: {
        volumes: {
          "relay-data": { name: `${name}-data` },
          "relay-letsencrypt": { name: `${name}-letsencrypt` },
        },
      },
    });
    await eventually(
      "both ports are registered",
      async () => (await entryOf(edge, domain))?.https_port === 443,
    );
    expect(await entryOf(edge, domain)).toMatchObject({ container: name, http_port: 80, https_port: 443 });

    const place = { address: edge.haproxy.address, domain, ca: await edge.pebble.rootPem() };
    const tls = { servername: domain, ca: place.ca, headers: { host: domain } };
    const open = () => NostrClient.open(`wss://${edge.haproxy.address}/`, tls);
    const first = await open();
    using second = await open();
    const { id, answer } = await first.publish("over wss");
    expect(answer).toEqual(["OK", id, true, ""]);
    expect(await second.read(id)).toBe("over wss");
    expect((await first.publish("x".repeat(3000))).answer[0]).toBe("NOTICE");
    await once(second.socket, "ping");

    await expect(open()).rejects.toThrow("503");
    expect((await getOverTls(place, "/health")).status).toBe(200);
    first[Symbol.dispose]();
    using third = await eventually("a place is free again", open);
    expect(await third.read(id)).toBe("over wss");

    const health = await getOverTls(place, "/health");
    expect(JSON.parse(health.text)).toEqual({ status: "healthy", volumeUsedPercent: expect.any(Number) });
    expect(health.headers["access-control-allow-origin"]).toBe("*");
    for (const path of ["/metrics", "/favicon.ico", "/ready"])
      expect(await getOverTls(place, path)).toMatchObject({ status: 404 });
    await expect(servedSerial({ ...place, domain: "other.example.org" })).rejects.toThrow();
    expect(await relay.status()).toMatchObject({ health: "healthy", failures: [], warnings: [] });
    const document = JSON.parse(
      (await relay.run("curl", "-s", "-H", ACCEPT, "http://127.0.0.1:8080/")).stdout,
    );
    expect(document).toMatchObject({ id: `wss://${domain}/`, contact: "mailto:ops@example.org" });

    await relay.run("pkill", "-KILL", "-f", "^nostr-rs-relay ");
    using back = await eventually("it heals", open);
    expect(await back.read(id)).toBe("over wss");
  },
);

const ACCEPT = "Accept: application/nostr+json";
