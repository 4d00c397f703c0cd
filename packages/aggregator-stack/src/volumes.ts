/** Where each volume is mounted, the same in every service that sees it. */
export const paths = {
  genesisRoot: "/genesis-root",
  genesisAggregator: "/genesis-aggregator",
  mongo: "/data/db",
  public: "/public",
} as const;

/** Name of the shard configuration that ubft writes for partition 7, epoch 0. */
export const shardConfFile = "shard-conf-7_0.json";

/** Everything but `public` holds a part of one chain; `public` holds copies that go with it. */
export const stateSets = {
  chain: { description: "Genesis keys, root chain and aggregator database: only valid together" },
};

export const volumes = {
  "genesis-root": {
    class: "keys",
    engine: "bolt",
    stateSet: "chain",
    description: "Keys and databases of the root node, signed trust base, stamp of the genesis",
  },
  "genesis-aggregator": {
    class: "keys",
    engine: "files",
    stateSet: "chain",
    description: "Keys of the aggregator's shard node and its shard configuration",
  },
  "mongo-data": {
    class: "state",
    engine: "mongo",
    stateSet: "chain",
    description: "Blocks, tree and request queue of the aggregator",
  },
  public: {
    class: "public",
    engine: "files",
    stateSet: "chain",
    description: "Trust base, shard configuration and stamp of the genesis: what the outside may see",
  },
} as const;
