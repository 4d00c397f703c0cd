import { randomBytes } from "node:crypto";
import { AggregatorClient } from "@unicitylabs/state-transition-sdk/lib/api/AggregatorClient.js";
import { Authenticator } from "@unicitylabs/state-transition-sdk/lib/api/Authenticator.js";
import { RequestId } from "@unicitylabs/state-transition-sdk/lib/api/RequestId.js";
import { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import { DataHash } from "@unicitylabs/state-transition-sdk/lib/hash/DataHash.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import type { Aggregator } from "../../../src/aggregator/service.ts";

/** A fresh transition in the hands of an unmodified client of SDK 1.6.1. */
export async function transitionV1() {
  const signing = await SigningService.createFromSecret(randomBytes(32));
  const [stateHash, transactionHash] = [randomHash(), randomHash()];
  const requestId = await RequestId.create(signing.publicKey, stateHash);
  const authenticator = await Authenticator.create(signing, transactionHash, stateHash);
  return {
    /** Status of the submission. */
    submit: async ({ url }: Aggregator) =>
      (await new AggregatorClient(url).submitCommitment(requestId, transactionHash, authenticator)).status,
    /** What the SDK says of the current proof under the trust base. */
    verify: async ({ url, trustBase }: Aggregator) => {
      const { inclusionProof } = await new AggregatorClient(url).getInclusionProof(requestId);
      return inclusionProof.verify(RootTrustBase.fromJSON(trustBase), requestId);
    },
  };
}

function randomHash(): DataHash {
  return new DataHash(HashAlgorithm.SHA256, randomBytes(32));
}
