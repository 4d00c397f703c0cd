import { docker, startNetwork, uniqueName } from "../../../support/engine.ts";
import { faucetImage } from "./image.ts";

/** A network with the embedded relay and aggregator as `relay:8080` and `aggregator:3000`. */
export interface Network extends AsyncDisposable {
  readonly name: string;
  /** A new aggregator with a new genesis in place of the old one. */
  replaceAggregator(): Promise<void>;
  /** `docker run` arguments for a one-off command of the image in this network. */
  run(script: string): Promise<string>;
}

export async function startDevnet(): Promise<Network> {
  const image = await faucetImage();
  const network = await startNetwork();
  const start = async (service: string, port: number) => {
    const name = uniqueName(service);
    await docker(
      ...["run", "--detach", "--rm", "--name", name, "--network", network.name, "--network-alias", service],
      ...["--user", "1001", "--entrypoint", "unicity-devnet", image, service],
      ...["--host", "0.0.0.0", "--port", `${port}`, "--data-dir", `/tmp/${service}`],
    );
    return name;
  };
  const relay = await start("relay", 8080);
  let aggregator = await start("aggregator", 3000);
  return {
    name: network.name,
    run: (script) =>
      docker(
        "run",
        "--rm",
        "--network",
        network.name,
        "--user",
        "1001",
        "--entrypoint",
        "node",
        image,
        "-e",
        script,
      ),
    async replaceAggregator() {
      await docker("rm", "--force", "--volumes", aggregator);
      aggregator = await start("aggregator", 3000);
    },
    async [Symbol.asyncDispose]() {
      await docker("rm", "--force", "--volumes", relay, aggregator);
      await network[Symbol.asyncDispose]();
    },
  };
}
