import { defineStack, type Stack } from "@unicity-sphere/compose-gen";
import { networks } from "./networks.ts";
import { keyParameters, secrets } from "./secrets.ts";
import { aggregator } from "./services/aggregator.ts";
import { aggregatorProxy } from "./services/aggregator-proxy.ts";
import { aggregatorUi } from "./services/aggregator-ui.ts";
import { bftRoot } from "./services/bft-root.ts";
import { configUpload } from "./services/config-upload.ts";
import { exportPublic } from "./services/export-public.ts";
import { genesisAggregator } from "./services/genesis-aggregator.ts";
import { genesisRoot } from "./services/genesis-root.ts";
import { mongo } from "./services/mongo.ts";
import { prepareVolumes } from "./services/prepare-volumes.ts";
import { stateSet } from "./services/state-set.ts";
import { stateSets, volumes } from "./volumes.ts";

/**
 * The aggregator stack of one generation (`v1`, `v2a`, `v3`): root node, aggregator, database, their genesis and the
 * HTTP door on loopback 11003.
 */
export function aggregatorStack(generation: string): Stack {
  return defineStack({
    name: "aggregator",
    description: "BFT aggregator with its root node, database and HTTP door",
    services: [
      prepareVolumes,
      genesisRoot(generation),
      stateSet(generation),
      genesisAggregator,
      exportPublic,
      bftRoot,
      configUpload,
      mongo,
      aggregator(generation),
      aggregatorProxy(generation),
      aggregatorUi,
    ],
    volumes,
    secrets,
    stateSets,
    networks,
    provides: {
      aggregator: { service: "aggregator-proxy", endpoint: "http", description: "Aggregator JSON-RPC" },
      "trust-base": {
        service: "aggregator-proxy",
        endpoint: "http",
        path: "/.well-known/trust-base.json",
        description: "Trust base",
      },
    },
    checks: {
      "aggregator-health": { kind: "http.health", endpoint: "aggregator-proxy/http" },
      "trust-base": { kind: "unicity.trust-base", endpoint: "aggregator-proxy/http" },
      certificate: { kind: "unicity.certificate", endpoint: "aggregator-proxy/http" },
      "height-grows": { kind: "jsonrpc.height-grows", endpoint: "aggregator-proxy/http" },
    },
    parameters: {
      AGGREGATOR_PORT: { description: "Port of the aggregator on this host", default: "11003" },
      AGGREGATOR_LOG_LEVEL: {
        description: "Log level of the aggregator: debug, info, warn or error",
        default: "info",
      },
      AGGREGATOR_UI_PORT: {
        description: "Port of the documentation page on this host, with the Compose profile ui",
        default: "11005",
      },
      ...keyParameters,
    },
  });
}
