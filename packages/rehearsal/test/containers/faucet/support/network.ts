import { docker, startNetwork, uniqueName } from "../../../support/engine.ts";
import { faucetImage } from "./image.ts";
import { eventually } from "./wait.ts";

/** A container of an embedded service: its name in the network is that of the service. */
export interface EmbeddedService {
  container: string;
  /** `127.0.0.1:PORT`, from this host; another one after a restart. */
  published(): Promise<string>;
}

/** A network with the embedded relays and aggregator as `relay:8080`, `relay-2:8080` … and `aggregator:3000`. */
export interface Network extends AsyncDisposable {
  readonly name: string;
  readonly relays: EmbeddedService[];
  aggregator(): EmbeddedService;
  /** A new aggregator with a new genesis in place of the old one. */
  replaceAggregator(): Promise<void>;
  /** Runs a script of Node.js in this network. @returns what it printed */
  run(script: string): Promise<string>;
}

export async function startDevnet({ relays: count = 1 } = {}): Promise<Network> {
  const image = await faucetImage();
  const network = await startNetwork();
  const containers: string[] = [];
  const start = async (service: string, port: number, alias: string): Promise<EmbeddedService> => {
    const container = uniqueName(alias);
    containers.push(container);
    await docker(
      ...["run", "--detach", "--name", container, "--network", network.name, "--network-alias", alias],
      ...["--publish", `127.0.0.1::${port}`, "--user", "1001", "--no-healthcheck"],
      ...["--entrypoint", "unicity-devnet"],
      ...[image, service, "--host", "0.0.0.0", "--port", `${port}`, "--data-dir", `/tmp/${service}`],
    );
    const published = async () => (await docker("port", container, `${port}`)).split("\n")[0] ?? "";
    return { container, published };
  };
  const relays = await Promise.all(
    Array.from({ length: count }, (_, index) => start("relay", 8080, index ? `relay-${index + 1}` : "relay")),
  );
  let aggregator = await start("aggregator", 3000, "aggregator");
  await eventually("the aggregator answers", async () => {
    return (await fetch(`http://${await aggregator.published()}/health`)).ok;
  });
  return {
    name: network.name,
    relays,
    aggregator: () => aggregator,
    run: (script) =>
      docker(
        ...["run", "--rm", "--network", network.name, "--user", "1001", "--entrypoint", "node", image],
        ...["-e", script],
      ),
    async replaceAggregator() {
      await docker("rm", "--force", "--volumes", aggregator.container);
      aggregator = await start("aggregator", 3000, "aggregator");
    },
    async [Symbol.asyncDispose]() {
      await docker("rm", "--force", "--volumes", ...containers);
      await network[Symbol.asyncDispose]();
    },
  };
}
