import { docker, uniqueName } from "../../../support/engine.ts";
import { faucetImage } from "../../faucet/support/image.ts";
import { startChain } from "../../proxy/support/chain.ts";

/** What the services need beside them, and what none of them may know. */
export interface Neighbours extends AsyncDisposable {
  /** Volume with the files that the chain exports. */
  readonly publicVolume: string;
  /** Private keys of the genesis, hex. */
  readonly genesisKeys: readonly string[];
}

/**
 * Starts what the door calls `aggregator`, and a relay and an aggregator of the faucet's own, `wallet-relay:8080` and
 * `wallet-aggregator:3000`: so each service can stop without another one.
 */
export async function startNeighbours(network: string): Promise<Neighbours> {
  await using stack = new AsyncDisposableStack();
  const chain = stack.use(await startChain(network));
  stack.use(await startEmbedded(network, "relay", 8080));
  stack.use(await startEmbedded(network, "aggregator", 3000));
  const genesisKeys = (await chain.keys()).match(/[0-9a-f]{64}/g) ?? [];
  const kept = stack.move();
  return {
    publicVolume: chain.publicVolume,
    genesisKeys,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function startEmbedded(network: string, service: string, port: number): Promise<AsyncDisposable> {
  const name = uniqueName(`wallet-${service}`);
  const remove = async () => void (await docker("rm", "--force", "--volumes", name));
  const place = ["--network", network, "--network-alias", `wallet-${service}`];
  const options = ["--host", "0.0.0.0", "--port", `${port}`, "--data-dir", `/tmp/${service}`];
  await docker(
    ...["run", "--detach", "--name", name, ...place, "--user", "1001", "--no-healthcheck"],
    ...["--entrypoint", "unicity-devnet", await faucetImage(), service, ...options],
  );
  return { [Symbol.asyncDispose]: remove };
}
