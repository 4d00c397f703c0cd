/** Names of the secrets with which an operator gives the keys of a node. */
export const nodeKeys = { root: "root-keys", aggregator: "aggregator-keys" } as const;

/** What stands for a file that was not given; every host has it. */
const none = "/dev/null";

const format = "keys.json as ubft writes it, or empty";
const consumers = ["prepare-volumes"];
const rotation =
  "A node's keys are its genesis: wipe the whole state set, and give clients the new trust base";

export const secrets = {
  [nodeKeys.root]: {
    purpose: "Keys of the root node, for a trust base that stays the same over wipes",
    format,
    consumers,
    rotation,
    file: { variable: "ROOT_KEYS_FILE" },
  },
  [nodeKeys.aggregator]: {
    purpose: "Keys of the aggregator's shard node, for a shard configuration that stays the same over wipes",
    format,
    consumers,
    rotation,
    file: { variable: "AGGREGATOR_KEYS_FILE" },
  },
};

/** Where the files lie; without one the node makes its own keys. */
export const keyParameters = {
  ROOT_KEYS_FILE: {
    description: "File with keys for a fresh root node, mode 0600; none by default",
    default: none,
  },
  AGGREGATOR_KEYS_FILE: {
    description: "File with keys for a fresh shard node, mode 0600; none by default",
    default: none,
  },
};
