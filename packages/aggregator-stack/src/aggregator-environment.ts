import type { ServiceInput } from "@unicity-sphere/compose-gen";
import { paths, shardConfFile } from "./volumes.ts";

type Environment = NonNullable<ServiceInput["runtime"]["environment"]>;

/**
 * Environment of aggregator-go that all lines understand. Everything unset keeps the image's default; a value that
 * aggregator-go cannot parse silently becomes the default too.
 */
const common: Environment = {
  PORT: "3000",
  HOST: "0.0.0.0",
  LOG_LEVEL: { variable: "AGGREGATOR_LOG_LEVEL" },
  LOG_FORMAT: "json",
  // Answered by the proxy, for every path and with the SDKs' headers.
  ENABLE_CORS: "false",
  // Behind no door but that of the Compose profile `ui`.
  ENABLE_DOCS: "true",
  // With one member the driver must not follow the name that the set stored; index creation waits for the election.
  MONGODB_URI: "mongodb://mongo:27017/aggregator?replicaSet=rs0&directConnection=true",
  MONGODB_DATABASE: "aggregator",
  MONGODB_CONNECT_TIMEOUT: "30s",
  MONGODB_SERVER_SELECTION_TIMEOUT: "30s",
  // The queue lives in the database: one store less to keep in step.
  USE_REDIS_FOR_COMMITMENTS: "false",
  // One aggregator: no leader lock that a killed process would hold for 30 s.
  DISABLE_HIGH_AVAILABILITY: "true",
  BFT_ENABLED: "true",
  BFT_ROOT_HOST: { endpoint: "bft-root/p2p", as: "host" },
  BFT_RPC_ADDRESS: { endpoint: "bft-root/rest" },
  // How soon it asks again when the root node said nothing: its first question comes before the shard is active, and by
  // default the next one 5 s later.
  BFT_INACTIVITY_TIMEOUT: "2s",
  BFT_SHARD_CONF_FILE: `${paths.genesisAggregator}/${shardConfFile}`,
  BFT_TRUST_BASE_FILES: `${paths.public}/trust-base.json`,
  SIGNING_KEY_FILE: `${paths.genesisAggregator}/keys.json`,
  // Read by the health command.
  HEIGHT_FILE: "/tmp/height",
  MAX_BLOCK_AGE_SECONDS: "30",
};

/** What differs by generation; names that a line does not know are left out of it. */
const byGeneration: Record<string, Environment> = {
  v1: {},
  // As upstream since the builds that hold the RocksDB tree.
  v2a: { MALLOC_ARENA_MAX: "2" },
  v3: { MALLOC_ARENA_MAX: "2", DEFAULT_REQUEST_TTL: "30s", BLOCK_SYNC_INTERVAL: "1s" },
};

/**
 * Environment of the aggregator of one generation.
 *
 * @throws Error for a generation that this stack does not render
 */
export function aggregatorEnvironment(generation: string): Environment {
  const own = byGeneration[generation];
  if (!own) throw new Error(`no aggregator environment for generation ${generation}`);
  return { ...common, ...own };
}
