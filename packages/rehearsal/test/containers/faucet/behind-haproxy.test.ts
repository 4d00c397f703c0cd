import { expect } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { entryOf, startEdge } from "../runtime/support/edge.ts";
import { getOverTls } from "../runtime/support/tls-client.ts";
import { asCompose } from "../support/as-compose.ts";
import { prepareFaucet } from "./support/faucet.ts";
import { startDevnet } from "./support/network.ts";
import { eventually } from "./support/wait.ts";

const domain = "faucet-dev.example.org";

withEngine(
  "the host's Compose file brings the faucet behind HAProxy with a certificate; only its routes are open",
  async () => {
    await using edge = await startEdge([domain]);
    await using network = await startDevnet();
    const name = uniqueName("faucet");
    await using faucet = await prepareFaucet(network, {
      file: "host/faucet.yml",
      variables: { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_NET: edge.network },
    });
    const { volumes, environment } = asCompose(edge.certbot);
    await faucet.up({
      environment,
      service: { container_name: name, hostname: name, volumes },
      override: {
        volumes: {
          "faucet-wallet": { name: `${name}-wallet` },
          "faucet-letsencrypt": { name: `${name}-letsencrypt` },
        },
      },
    });
    await eventually(
      "both ports are registered",
      async () => (await entryOf(edge, domain))?.https_port === 443,
    );
    expect(await entryOf(edge, domain)).toMatchObject({ container: name, http_port: 80, https_port: 443 });

    const place = { address: edge.haproxy.address, domain, ca: await edge.pebble.rootPem() };
    const get = async (path: string) => {
      const { status, headers, text } = await getOverTls(place, path);
      return { status, headers, json: JSON.parse(text) as Record<string, unknown> };
    };
    const discovery = await get("/.well-known/faucet.json");
    expect(discovery).toMatchObject({
      status: 200,
      json: { status: "running", domain, request_url: `https://${domain}/api/v1/faucet/request` },
      headers: { "access-control-allow-origin": "*" },
    });
    expect((await get("/health")).json).toMatchObject({ status: "healthy", database: "ok" });
    expect(await get("/api/v1/faucet/request/unknown")).toMatchObject({
      status: 404,
      json: { success: false, error: "Request not found" },
    });
    for (const path of ["/api/v1/faucet/history", "/api/v1/faucet/admin/stats", "/"]) {
      expect((await get(path)).json).toEqual({ error: "Not Found", status: 404 });
    }
    const status = JSON.parse(await docker("exec", name, "service-status"));
    expect(status).toMatchObject({ health: "healthy", mode: "tls", failures: [] });
  },
);
