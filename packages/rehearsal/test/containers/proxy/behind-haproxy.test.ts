import { expect } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { entryOf, startEdge } from "../runtime/support/edge.ts";
import { getOverTls } from "../runtime/support/tls-client.ts";
import { asCompose } from "../support/as-compose.ts";
import { heightOverTls } from "./support/ask.ts";
import { startChain } from "./support/chain.ts";
import { proxyImage } from "./support/image.ts";
import { prepareProxy, volumesOf } from "./support/proxy.ts";

const domain = "aggregator-dev.example.org";

withEngine(
  "the host's Compose file brings the door behind HAProxy with a certificate; containers still reach it on plain 8080",
  async () => {
    await using edge = await startEdge([domain]);
    await using chain = await startChain(edge.network);
    const name = uniqueName("aggregator-proxy");
    await using proxy = await prepareProxy(edge.network, "host/aggregator.yml", {
      SSL_DOMAIN: domain,
      SSL_ADMIN_EMAIL: "ops@example.org",
      HAPROXY_NET: edge.network,
    });
    const certbot = asCompose(edge.certbot);
    const others = ["aggregator-proxy-letsencrypt", "genesis-root", "genesis-aggregator", "mongo-data"];
    await proxy.up({
      environment: { ...certbot.environment, STACK_RELAY_URL: "wss://relay-dev.example.org" },
      service: { container_name: name, hostname: name, volumes: certbot.volumes },
      override: { volumes: volumesOf(chain, name, ...others) },
    });
    await eventually(
      "both ports are registered",
      async () => (await entryOf(edge, domain))?.https_port === 443,
    );
    const place = { address: edge.haproxy.address, domain, ca: await edge.pebble.rootPem() };
    const height = await heightOverTls(place);
    await eventually("the height grows", async () => (await heightOverTls(place)) > height);
    expect((await getOverTls(place, "/.well-known/trust-base.json")).text).toBe(await chain.trustBase());
    const stack = await getOverTls(place, "/.well-known/unicity-stack.json");
    expect(JSON.parse(stack.text).endpoints.relay).toBe("wss://relay-dev.example.org");
    await eventually("it is ready", async () => (await getOverTls(place, "/ready")).status === 200);
    expect((await getOverTls(place, "/metrics")).status).toBe(404);

    const inNetwork = await docker(
      ...["run", "--rm", "--network", edge.network, "--entrypoint", "curl", await proxyImage()],
      ...["-fsS", `http://${name}:8080/.well-known/trust-base.json`],
    );
    expect(inNetwork).toBe((await chain.trustBase()).trim());
    expect(await proxy.status()).toMatchObject({ health: "healthy", failures: [], warnings: [] });

    await proxy.run("pkill", "-KILL", "-f", "nginx: master");
    await eventually("it heals", async () => (await heightOverTls(place)) > height);
  },
);
