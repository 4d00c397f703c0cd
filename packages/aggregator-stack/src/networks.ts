/**
 * Who can talk to whom: the proxy reaches the aggregator only, the database is reached by the aggregator only, the
 * root node by the aggregator and the upload job. None of these leads outside; `default` is the proxy's.
 */
export const networks = {
  chain: { internal: true, description: "Root node, aggregator and upload job" },
  database: { internal: true, description: "Aggregator and its database" },
  backend: { internal: true, description: "Proxy and aggregator" },
  ui: { description: "Documentation page and this host: a port is published from no internal network" },
} as const;
