import { createHash } from "node:crypto";
import type { Proof } from "../proofs.ts";
import type { Rehearsal } from "../rehearsal.ts";
import { found } from "../timeline.ts";
import { waitFor } from "../wait.ts";

const LIMIT_MS = 60_000;

async function blockHeight(rehearsal: Rehearsal): Promise<number> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  const headers = { "content-type": "application/json" };
  const { status, text } = await rehearsal.request("aggregator", "/", { method: "POST", headers, body });
  const height = status === 200 ? Number(JSON.parse(text).result?.blockNumber) : Number.NaN;
  if (Number.isNaN(height)) throw new Error(`get_block_height: ${status} ${text.slice(0, 200)}`);
  return height;
}

/** The chain lives: `/health` alone would not show it. */
export const provesHeight: Proof = async (rehearsal, signal) => {
  const first = await blockHeight(rehearsal);
  const last = await waitFor({
    what: `the block height grows beyond ${first}`,
    limitMs: LIMIT_MS,
    signal,
    ask: async () => {
      const height = await blockHeight(rehearsal);
      return height > first ? height : undefined;
    },
  });
  return found(`${first} → ${last}`);
};

/** What wallets trust is what the genesis exported: the body has the SHA-256 that is served beside it, and is JSON. */
export const provesTrustBase: Proof = async (rehearsal) => {
  const ask = async (path: string) => {
    const { status, text } = await rehearsal.request("aggregator", path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`);
    return text;
  };
  const [text, line] = [
    await ask("/.well-known/trust-base.json"),
    await ask("/.well-known/trust-base.json.sha256"),
  ];
  const [sum, exported = ""] = [createHash("sha256").update(text).digest("hex"), line.slice(0, 64)];
  if (sum !== exported) throw new Error(`the trust base has the SHA-256 ${sum}, exported was ${exported}`);
  const { networkId, epoch } = JSON.parse(text);
  return found(`network ${networkId}, epoch ${epoch}, SHA-256 ${sum.slice(0, 12)}…`);
};
