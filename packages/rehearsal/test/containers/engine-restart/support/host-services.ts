import { docker } from "../../../support/engine.ts";
import { prepareMatrixService } from "../../matrix/support/prepare-service.ts";
import type { RunningService } from "../../matrix/support/running-service.ts";
import { writeSecrets } from "../../matrix/support/secrets.ts";
import { services } from "../../matrix/support/services.ts";
import { startChain } from "../../proxy/support/chain.ts";
import { aggregatorImage } from "../../proxy/support/image.ts";
import { type Edge, startEdge } from "../../runtime/support/edge.ts";

/** All services of a host by its Compose files, behind HAProxy, with certificates. */
export interface HostServices extends AsyncDisposable {
  readonly edge: Edge;
  readonly all: readonly RunningService[];
}

/** The faucet's relay and chain are those of the host, as the Compose files call them. */
const OF_THIS_HOST = {
  FAUCET_NOSTR_RELAYS: "ws://relay:8080",
  FAUCET_AGGREGATOR_URL: "http://aggregator-proxy:8080",
  FAUCET_TRUSTBASE_URL: "http://aggregator-proxy:8080/.well-known/trust-base.json",
};

/**
 * Brings them up on the engine of `DOCKER_HOST`. The ACME server is
 * the only container that does not come back with the engine: no certificate can be issued again.
 */
export async function startHostServices(): Promise<HostServices> {
  await using stack = new AsyncDisposableStack();
  const secrets = stack.use(await writeSecrets());
  const domains = services.map(({ domain }) => domain);
  const edge = stack.use(await startEdge(domains, { restart: true, apiKey: secrets.values.haproxyKey }));
  const chain = stack.use(await startChain(edge.network));
  const [double = ""] = (
    await docker("ps", "--quiet", "--filter", `ancestor=${await aggregatorImage()}`)
  ).split("\n");
  await docker("update", "--restart", "unless-stopped", double);
  const neighbours = { publicVolume: chain.publicVolume, genesisKeys: [], async [Symbol.asyncDispose]() {} };
  const surroundings = { edge, secrets, neighbours, environment: OF_THIS_HOST };
  const all: RunningService[] = [];
  for (const service of services) {
    const { running } = stack.use(await prepareMatrixService(service, surroundings));
    all.push(running);
  }
  await Promise.all(all.map((running) => running.start()));
  const kept = stack.move();
  return { edge, all, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
