import { onTestFinished } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { faucetImage } from "./images.ts";
import { docker } from "./instance.ts";

/** Variables that say where the aggregator is. */
export interface AggregatorVariables {
  AGGREGATOR_URL: string;
  TRUST_BASE_URL: string;
}

/**
 * The embedded aggregator in a container of the network of an instance; removed with the network after the test. It goes
 * last: ask for it before the instance is made.
 */
export async function aggregatorFor(instance: string): Promise<AggregatorVariables> {
  const [network, container] = [`unicity-${instance}`, `aggregator-of-${instance}`];
  onTestFinished(async () => {
    await docker("rm", "--force", "--volumes", container);
    await docker("network", "rm", network);
  });
  await docker("network", "create", network);
  await docker(
    ...["run", "--detach", "--name", container, "--network", network, "--user", "1001"],
    ...["--entrypoint", "unicity-devnet", await faucetImage(), "aggregator"],
    ...["--host", "0.0.0.0", "--port", "3000", "--data-dir", "/tmp/aggregator"],
  );
  await eventually("the aggregator listens", async () =>
    (await docker("logs", container)).includes('"event":"listening"'),
  );
  const url = `http://${container}:3000`;
  return { AGGREGATOR_URL: url, TRUST_BASE_URL: `${url}/.well-known/trust-base.json` };
}
