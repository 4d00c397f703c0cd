/** Identifiers of the network and its one partition, as ubft and the aggregator expect them in a local network. */
export const identifiers = {
  /** 3 = LOCAL in the SDKs. */
  networkId: "3",
  partitionId: "7",
  partitionTypeId: "7",
  /** Root round from which the shard is active. */
  epochStart: "10",
} as const;

/** `uid:gid` of every process here: the user of the aggregator image, so that keys stay 0600 and both sides read them. */
export const owner = "1001:1001";
