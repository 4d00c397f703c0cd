import { parseTrustBase, verifyProofAgainstTrustBase } from "@unicity-sphere/devnet";
import { decodeCertificate, toHex } from "@unicity-sphere/devnet/protocol";
import { expect, test } from "vitest";
import { homes, makeGenesis } from "../bft-core/support/home.ts";
import { eventually, startTestChain } from "./support/chained.ts";
import { commitment } from "./support/commitment.ts";
import { mint } from "./support/sdk-v3.ts";

test("SDK 3.0.1 verifies a proof with the trust base of the root node, and rejects it with another one's", async () => {
  await using chain = await startTestChain("new");
  await using other = await homes();
  await makeGenesis(other);
  await chain.grow();
  const minted = await mint();
  expect(await minted.submit(chain.url)).toBe("SUCCESS");
  await minted.verify(chain.url, await chain.root.home.json("trust-base.json"));
  await expect(minted.verify(chain.url, await other.json("trust-base.json"))).rejects.toThrow(
    "INVALID_TRUSTBASE",
  );
});

test("a commitment of API v1 is proven under the trust base of the root node", async () => {
  await using chain = await startTestChain("old");
  await chain.grow();
  const request = commitment();
  expect(await chain.rpc("submit_commitment", request)).toMatchObject({ result: { status: "SUCCESS" } });
  const proof = async () =>
    (await chain.rpc("get_inclusion_proof", request)).result as {
      inclusionProof: { transactionHash: string | null };
    };
  await eventually(async () => (await proof()).inclusionProof.transactionHash !== null);
  const trustBase = parseTrustBase(await chain.root.home.json("trust-base.json"));
  expect(verifyProofAgainstTrustBase(await proof(), trustBase)).toMatchObject({ ok: true });
  expect(await chain.rpc("submit_commitment", request)).toMatchObject({
    result: { status: "REQUEST_ID_EXISTS" },
  });
});

test.each([
  ["old", ["certification_request", "get_inclusion_proof.v2", "get_block_records"]],
  ["new", ["submit_commitment", "get_inclusion_proof", "get_block_commitments"]],
] as const)("the %s line does not know the methods of the other API", async (line, methods) => {
  await using chain = await startTestChain(line);
  for (const method of methods) expect(await chain.rpc(method)).toMatchObject({ error: { code: -32601 } });
});

test.each([
  ["old", "get_inclusion_proof", { error: { code: -32603 } }],
  ["new", "certification_request", { result: { status: "SERVICE_NOT_READY" } }],
] as const)(
  "before the first block of the %s line %s is not ready, and /health is ok",
  async (line, method, answer) => {
    await using chain = await startTestChain(line, 1_000_000);
    expect(await chain.rpc("get_block_height")).toMatchObject({ result: { blockNumber: "0" } });
    expect(await chain.rpc(method, commitment())).toMatchObject(answer);
    const health = await fetch(`${chain.url}/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: "ok" }]);
  },
);

test("a restart keeps blocks, proofs and requests that wait", async () => {
  await using chain = await startTestChain("new");
  const certified = await mint();
  await chain.grow();
  await certified.submit(chain.url);
  const trustBase = await chain.root.home.json("trust-base.json");
  await certified.verify(chain.url, trustBase);
  chain.aggregator.setPaused(true);
  const waiting = await mint();
  expect(await waiting.submit(chain.url)).toBe("SUCCESS");
  const { height } = chain.aggregator;
  await chain.restart();
  expect(chain.aggregator.height).toBeGreaterThanOrEqual(height);
  await certified.verify(chain.url, trustBase);
  await waiting.verify(chain.url, trustBase);
});

/** Does a transaction turn a proposal with requests into a block? */
function storesRequests(operations: readonly { op: string; collection: string }[]): boolean {
  return operations.some(({ op, collection }) => op === "insert" && collection === "aggregator_records");
}

test("a block that was certified but not stored is finished at the next start", async () => {
  await using chain = await startTestChain("new");
  await chain.grow();
  chain.database.failAt(storesRequests);
  const minted = await mint();
  await minted.submit(chain.url);
  await chain.attempts(1);
  const { height } = chain.aggregator;
  const connection = await chain.root.connect();
  const certificate = (await connection.handshake()) as Uint8Array;
  connection.close();
  expect(decodeCertificate(certificate, "v3").round).toBe(BigInt(height + 1));
  await chain.aggregator.close();
  chain.database.failAt(() => false);
  await chain.restart();
  await chain.grow();
  expect(await chain.rpc("get_block", { blockNumber: `${height + 1}` })).toMatchObject({
    result: { block: { unicityCertificate: toHex(certificate) } },
  });
  await minted.verify(chain.url, await chain.root.home.json("trust-base.json"));
});

test("a block whose storing was not answered is stored once, and the chain goes on", async () => {
  await using chain = await startTestChain("new");
  await chain.grow();
  let left = 1;
  chain.database.failAt((operations) => storesRequests(operations) && left-- > 0, "after");
  const minted = await mint();
  await minted.submit(chain.url);
  await minted.verify(chain.url, await chain.root.home.json("trust-base.json"));
  expect(left).toBeLessThanOrEqual(0);
  await chain.grow();
});

test("goes on after the root node was away", async () => {
  await using chain = await startTestChain("new");
  await chain.grow();
  const { p2pPort } = chain.root.node;
  await chain.root.restart(p2pPort);
  await chain.grow();
});
