import { createHash } from "node:crypto";

/** What of a trust base tells networks apart. */
export interface Genesis {
  networkId: number;
  rootNodes: readonly { nodeId: string; signingKey: Uint8Array }[];
}

/**
 * Id of the network that a trust base belongs to, 64 hex characters: the same for every signature, generation and file
 * format of it, another one after a new genesis. With jq:
 * `jq -cj '{networkId, rootNodes: ([.rootNodes[] | {nodeId, sigKey}] | sort_by(.nodeId))}' | sha256sum`
 */
export function genesisId({ networkId, rootNodes }: Genesis): string {
  const nodes = rootNodes
    .map(({ nodeId, signingKey }) => ({ nodeId, sigKey: `0x${Buffer.from(signingKey).toString("hex")}` }))
    .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify({ networkId, rootNodes: nodes }))
    .digest("hex");
}
