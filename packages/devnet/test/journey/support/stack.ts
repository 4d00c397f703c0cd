import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Aggregator, startAggregator } from "../../../src/aggregator/service.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { type RunningFaucet, startFaucet } from "../../../src/faucet/start-faucet.ts";
import { type Relay, startRelay } from "../../../src/relay/relay.ts";
import type { StackAddresses } from "./wallet.ts";

/** A stack that runs inside the test's own process. */
export interface InProcessStack extends StackAddresses {
  relay: Relay;
  aggregator: Aggregator;
  faucet: RunningFaucet;
  stop(): Promise<void>;
}

/**
 * Starts relay, aggregator and faucet on free ports; starting again on the same folder continues it.
 *
 * @param control folder for the sockets of control
 */
export async function startStack(folder: string, control?: string): Promise<InProcessStack> {
  const controlled = control === undefined ? {} : { control };
  mkdirSync(join(folder, "relay"), { recursive: true });
  const [relay, aggregator] = await Promise.all([
    startRelay({
      ...{ host: "127.0.0.1", port: 0, ...controlled },
      storage: { file: join(folder, "relay", "relay.sqlite") },
    }),
    startAggregator({ dataDir: join(folder, "aggregator"), ...controlled }),
  ]);
  const [account] = await devAccounts(1);
  const trustBaseFile = join(folder, "aggregator", "trust-base.json");
  const faucet = await startFaucet({
    host: "127.0.0.1",
    port: 0,
    dataDir: join(folder, "faucet"),
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBase: trustBaseFile,
    mnemonic: account?.mnemonic ?? "",
    ...controlled,
  });
  await faucet.ready;
  return {
    relay,
    aggregator,
    faucet,
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBaseFile,
    faucetUrl: faucet.url,
    stop: async () => {
      await faucet.close();
      await aggregator.close();
      await relay.close();
    },
  };
}
