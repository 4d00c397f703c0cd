import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * Id of the genesis of a trust base, as `/.well-known/unicity-stack.json` has it: SHA-256 over network and root nodes, 64
 * hex. It is the same for every signature and format of a trust base.
 *
 * @returns undefined when there is no readable trust base
 */
export function genesisId(trustBaseFile: string): string | undefined {
  try {
    const { networkId, rootNodes } = JSON.parse(readFileSync(trustBaseFile, "utf8")) as TrustBase;
    const nodes = rootNodes
      .map(({ nodeId, sigKey }) => ({ nodeId, sigKey: sigKey.toLowerCase() }))
      .sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
    return createHash("sha256")
      .update(JSON.stringify({ networkId, rootNodes: nodes }))
      .digest("hex");
  } catch {
    return undefined;
  }
}

interface TrustBase {
  networkId: number;
  rootNodes: { nodeId: string; sigKey: string }[];
}
