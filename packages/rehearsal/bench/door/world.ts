import type { Service } from "@unicity-sphere/compose-gen";
import { aggregatorStack } from "aggregator-stack";
import { eventually } from "../../test/containers/faucet/support/wait.ts";
import { heightOverTls } from "../../test/containers/proxy/support/ask.ts";
import { type Chain, startChain } from "../../test/containers/proxy/support/chain.ts";
import { prepareProxy, volumesOf } from "../../test/containers/proxy/support/proxy.ts";
import { entryOf, startEdge } from "../../test/containers/runtime/support/edge.ts";
import { asCompose } from "../../test/containers/support/as-compose.ts";
import { addressOf } from "../../test/support/address.ts";
import { docker, uniqueName } from "../../test/support/engine.ts";

const DOMAIN = "aggregator-dev.example.org";

/** Aggregator and door with the limits of the host's Compose file, behind HAProxy as on a production host. */
export interface World extends AsyncDisposable {
  readonly network: string;
  readonly chain: Chain;
  readonly domain: string;
  /** PEM of the root of its certificate. */
  readonly ca: string;
  /** Where a client connects to: HAProxy, the door itself. */
  readonly addresses: { haproxy: string; nginx: string };
}

export async function startWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const edge = stack.use(await startEdge([DOMAIN], { tunnelTimeout: 30 }));
  const chain = stack.use(await startChain(edge.network));
  await limitCores(chain.container);
  const name = uniqueName("aggregator-proxy");
  const variables = { SSL_DOMAIN: DOMAIN, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_NET: edge.network };
  const proxy = stack.use(await prepareProxy(edge.network, "host/aggregator.yml", variables));
  const { environment, volumes } = asCompose(edge.certbot);
  const others = ["aggregator-proxy-letsencrypt", "genesis-root", "genesis-aggregator", "mongo-data"];
  await proxy.up({
    environment,
    service: { container_name: name, hostname: name, volumes },
    override: { volumes: volumesOf(chain, name, ...others) },
  });
  await eventually("HAProxy knows the door", async () => (await entryOf(edge, DOMAIN))?.https_port === 443);
  const ca = await edge.pebble.rootPem();
  const haproxy = edge.haproxy.address;
  await eventually(
    "it answers",
    async () => (await heightOverTls({ address: haproxy, domain: DOMAIN, ca })) > 0,
  );
  const addresses = { haproxy, nginx: await addressOf(name, edge.network) };
  const { network } = edge;
  const kept = stack.move();
  return { network, chain, domain: DOMAIN, ca, addresses, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Gives a container as many cores as the definition gives the aggregator. */
async function limitCores(container: string): Promise<void> {
  const { limits } = aggregatorStack("v1").services.find(({ name }) => name === "aggregator") as Service;
  await docker("update", "--cpus", `${limits.cpus}`, container);
}
