import { setTimeout as delay } from "node:timers/promises";
import type { NodeKeys } from "../../bft-core/genesis/keys.ts";
import { parseMultiaddr } from "../../bft-core/p2p/multiaddr.ts";
import { connectRoot, type RootConnection, type Shard } from "../../bft-core/p2p/root-client.ts";
import type { Settings } from "../settings.ts";
import { FatalError } from "./fatal-error.ts";
import { log, messageOf } from "./log.ts";

const CONNECT_MS = 5_000;

/** A way to connect to the first root node of `BFT_BOOTSTRAP_ADDRESSES`. @throws FatalError for an address that is none */
export function rootConnector(
  settings: Settings,
  keys: NodeKeys,
  shard: Shard,
): () => Promise<RootConnection> {
  const [first] = settings.bootstrapAddresses;
  if (!first) throw new FatalError("invalid configuration: BFT_BOOTSTRAP_ADDRESSES is required");
  try {
    const address = parseMultiaddr(first);
    if (!address.nodeId) throw new Error(`"${first}" has no /p2p/ part`);
    return () => connectRoot(address, keys, shard, CONNECT_MS);
  } catch (error) {
    throw new FatalError(`invalid configuration: BFT_BOOTSTRAP_ADDRESSES: ${messageOf(error)}`);
  }
}

/** The first connection, tried as often as aggregator-go does. @throws FatalError */
export async function connectAtStart(
  connect: () => Promise<RootConnection>,
  { connectRetries, connectRetryMs }: Settings,
): Promise<RootConnection> {
  let failure: unknown;
  for (let attempt = 1; attempt <= Math.max(1, connectRetries); attempt += 1) {
    try {
      return await connect();
    } catch (error) {
      failure = error;
      log("warn", "failed to connect to bootstrap node", { attempt, error: messageOf(error) });
    }
    await delay(connectRetryMs);
  }
  throw new FatalError(`failed to connect to any bootstrap node: ${messageOf(failure)}`);
}
