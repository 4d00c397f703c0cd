import { toHex } from "../../src/identity/hex.ts";
import { certification, commitmentParams } from "../../test/aggregator/support/requests.ts";

/** JSON-RPC calls that an aggregator of the generation certifies: each signed by a key of its own, for a state of its own. */
export function signBodies(generation: "v1" | "v3", count: number): string[] {
  return Array.from({ length: count }, (_, id) => {
    const [method, params] =
      generation === "v1"
        ? ["submit_commitment", commitmentParams()]
        : ["certification_request", toHex(certification().cbor)];
    return JSON.stringify({ jsonrpc: "2.0", id, method, params });
  });
}
