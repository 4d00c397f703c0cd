import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startAggregator } from "../../src/aggregator/service.ts";
import { toHex } from "../../src/identity/hex.ts";
import { decodeCertificate } from "../../src/proof/decode-certificate.ts";
import { verifyProofAgainstTrustBase } from "../../src/proof/verify-proof.ts";
import { temporaryFolder } from "./support/folders.ts";
import { startProcess } from "./support/process.ts";
import { certification, commitmentParams, rpc } from "./support/requests.ts";

test("what was acknowledged is still proven after kill -9, on the same chain", async () => {
  const folder = temporaryFolder();
  const args = ["aggregator", "--port", "0", "--data-dir", folder];
  const commitment = commitmentParams();
  const transition = certification();
  const first = await startProcess(args);
  await rpc(first.url, "submit_commitment", commitment);
  await rpc(first.url, "certification_request", toHex(transition.cbor));
  const height = Number((await rpc(first.url, "get_block_height", {})).result.blockNumber);
  const { result: block } = await rpc(first.url, "get_block", { blockNumber: height });
  expect(await first.end("SIGKILL")).toBeNull();

  const trustBase = JSON.parse(readFileSync(join(folder, "trust-base.json"), "utf8"));
  const again = await startProcess(args);
  try {
    const v1 = await rpc(again.url, "get_inclusion_proof", { requestId: commitment.requestId });
    expect(v1.result.inclusionProof.transactionHash).toBe(commitment.transactionHash);
    expect(verifyProofAgainstTrustBase(v1.result, trustBase)).toMatchObject({ ok: true });
    const v3 = await rpc(again.url, "get_inclusion_proof.v2", { stateId: transition.stateId });
    expect(verifyProofAgainstTrustBase(v3.result, trustBase)).toMatchObject({ ok: true });
    expect(v3.result).toContain(toHex(transition.cbor).slice(-130, -2)); // the witness is in the answer
    expect((await rpc(again.url, "get_block", { blockNumber: height })).result).toEqual(block);
    expect((await rpc(again.url, "submit_commitment", commitment)).result.status).toBe("REQUEST_ID_EXISTS");
  } finally {
    expect(await again.end("SIGTERM")).toBe(0);
  }
});

test("rounds continue after a restart: numbers grow, and each names the root before it", async () => {
  const dataDir = temporaryFolder();
  const recordOf = async (url: string) => {
    const { result } = await rpc(url, "get_block", { blockNumber: "latest" });
    const { round, root } = decodeCertificate(Buffer.from(result.block.unicityCertificate, "hex"), "v1");
    return { round, root: `0000${toHex(root)}`, previous: result.block.previousBlockHash };
  };
  const first = await startAggregator({ dataDir, rounds: "manual" });
  const submitted = rpc(first.url, "submit_commitment", commitmentParams());
  await expect.poll(() => health(first.url), { interval: 5 }).toBe("1");
  first.nextRound();
  await submitted;
  const before = await recordOf(first.url);
  await first.close();
  const second = await startAggregator({ dataDir, rounds: "manual" });
  try {
    expect(second.trustBase).toEqual(first.trustBase);
    expect(await recordOf(second.url)).toEqual(before);
    second.nextRound();
    expect(await recordOf(second.url)).toEqual({
      round: before.round + 1n,
      root: before.root,
      previous: before.root,
    });
  } finally {
    await second.close();
  }
});

/** Requests that wait for a round. */
async function health(url: string): Promise<string> {
  const body = (await (await fetch(`${url}/health`)).json()) as { details: { commitment_queue: string } };
  return body.details.commitment_queue;
}

test("a memory chain keeps its keys and forgets its leaves", async () => {
  const dataDir = temporaryFolder();
  const first = await startAggregator({ dataDir, memory: true });
  const commitment = commitmentParams();
  await rpc(first.url, "submit_commitment", commitment);
  await first.close();
  const second = await startAggregator({ dataDir, memory: true });
  try {
    expect(second.trustBase).toEqual(first.trustBase);
    expect((await rpc(second.url, "submit_commitment", commitment)).result.status).toBe("SUCCESS");
  } finally {
    await second.close();
  }
});
