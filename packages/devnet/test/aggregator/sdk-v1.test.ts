import { createHash, randomBytes } from "node:crypto";
import { AggregatorClient } from "@unicitylabs/state-transition-sdk/lib/api/AggregatorClient.js";
import { Authenticator } from "@unicitylabs/state-transition-sdk/lib/api/Authenticator.js";
import { RequestId } from "@unicitylabs/state-transition-sdk/lib/api/RequestId.js";
import { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import { DataHash } from "@unicitylabs/state-transition-sdk/lib/hash/DataHash.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import { afterEach, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";

const open: Aggregator[] = [];
afterEach(async () => {
  for (const aggregator of open.splice(0)) await aggregator.close();
});

/** An unmodified client of SDK 1.6.1 with one commitment to make. */
async function wallet() {
  const aggregator = await startAggregator();
  open.push(aggregator);
  const signing = await SigningService.createFromSecret(randomBytes(32));
  const digest = (text: string) =>
    new DataHash(HashAlgorithm.SHA256, createHash("sha256").update(text).digest());
  const stateHash = digest("state");
  const transactionHash = digest("transaction");
  return {
    aggregator,
    client: new AggregatorClient(aggregator.url, "an API key"),
    trustBase: RootTrustBase.fromJSON(aggregator.trustBase),
    requestId: await RequestId.create(signing.publicKey, stateHash),
    transactionHash,
    authenticator: await Authenticator.create(signing, transactionHash, stateHash),
  };
}

test("SDK 1.6.1 proves absence before a commitment and inclusion after it", async () => {
  const { client, trustBase, requestId, transactionHash, authenticator } = await wallet();
  const before = (await client.getInclusionProof(requestId)).inclusionProof;
  expect(await before.verify(trustBase, requestId)).toBe("PATH_NOT_INCLUDED");
  expect((await client.submitCommitment(requestId, transactionHash, authenticator)).status).toBe("SUCCESS");
  const after = (await client.getInclusionProof(requestId)).inclusionProof;
  expect(await after.verify(trustBase, requestId)).toBe("OK");
});

test("SDK 1.6.1 gets a receipt whose signature it verifies", async () => {
  const { client, requestId, transactionHash, authenticator } = await wallet();
  const response = await client.submitCommitment(requestId, transactionHash, authenticator, true);
  expect(response.receipt?.request.requestId.toJSON()).toBe(requestId.toJSON());
  expect(await response.verifyReceipt()).toBe(true);
});

test("SDK 1.6.1 is told that a request id exists, and its proof stays", async () => {
  const { client, trustBase, requestId, transactionHash, authenticator } = await wallet();
  const submit = () => client.submitCommitment(requestId, transactionHash, authenticator);
  const statuses = await Promise.all([submit(), submit()]);
  expect(statuses.map(({ status }) => status).sort()).toEqual(["REQUEST_ID_EXISTS", "SUCCESS"]);
  expect((await submit()).status).toBe("REQUEST_ID_EXISTS");
  const { inclusionProof } = await client.getInclusionProof(requestId);
  expect(await inclusionProof.verify(trustBase, requestId)).toBe("OK");
});

test("SDK 1.6.1 does not accept a proof under the trust base of another stack", async () => {
  const { client, requestId, transactionHash, authenticator } = await wallet();
  const other = await startAggregator();
  open.push(other);
  await client.submitCommitment(requestId, transactionHash, authenticator);
  const { inclusionProof } = await client.getInclusionProof(requestId);
  expect(await inclusionProof.verify(RootTrustBase.fromJSON(other.trustBase), requestId)).toBe(
    "NOT_AUTHENTICATED",
  );
});

test("SDK 1.6.1 sees the height grow", async () => {
  const { aggregator, client } = await wallet();
  const before = await client.getBlockHeight();
  aggregator.nextRound();
  expect(await client.getBlockHeight()).toBeGreaterThan(before);
});
