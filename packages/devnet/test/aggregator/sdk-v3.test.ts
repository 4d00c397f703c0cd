import { AggregatorClient } from "state-transition-sdk-v3/lib/api/AggregatorClient.js";
import { RootTrustBase } from "state-transition-sdk-v3/lib/api/bft/RootTrustBase.js";
import { UnicitySealQuorumSignaturesVerificationRule } from "state-transition-sdk-v3/lib/api/bft/verification/rule/UnicitySealQuorumSignaturesVerificationRule.js";
import { UnicityCertificateVerifier } from "state-transition-sdk-v3/lib/api/bft/verification/UnicityCertificateVerifier.js";
import { CertificationData } from "state-transition-sdk-v3/lib/api/CertificationData.js";
import { NetworkId } from "state-transition-sdk-v3/lib/api/NetworkId.js";
import { StateId } from "state-transition-sdk-v3/lib/api/StateId.js";
import { Secp256k1SignatureVerifier } from "state-transition-sdk-v3/lib/crypto/secp256k1/Secp256k1SignatureVerifier.js";
import { SigningService } from "state-transition-sdk-v3/lib/crypto/secp256k1/SigningService.js";
import { SignaturePredicate } from "state-transition-sdk-v3/lib/predicate/builtin/SignaturePredicate.js";
import { PredicateVerifierService } from "state-transition-sdk-v3/lib/predicate/verification/PredicateVerifierService.js";
import { StateTransitionClient } from "state-transition-sdk-v3/lib/StateTransitionClient.js";
import { MintTransaction } from "state-transition-sdk-v3/lib/transaction/MintTransaction.js";
import { Token } from "state-transition-sdk-v3/lib/transaction/Token.js";
import { MintJustificationVerifierService } from "state-transition-sdk-v3/lib/transaction/verification/MintJustificationVerifierService.js";
import { TokenIssuanceVerifierService } from "state-transition-sdk-v3/lib/transaction/verification/TokenIssuanceVerifierService.js";
import { VerificationContext } from "state-transition-sdk-v3/lib/transaction/verification/VerificationContext.js";
import { waitInclusionProof } from "state-transition-sdk-v3/lib/util/InclusionProofUtils.js";
import { afterEach, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";

const open: Aggregator[] = [];
afterEach(async () => {
  for (const aggregator of open.splice(0)) await aggregator.close();
});

async function start(): Promise<Aggregator> {
  const aggregator = await startAggregator();
  open.push(aggregator);
  return aggregator;
}

const predicates = PredicateVerifierService.create();
const certificates = new UnicityCertificateVerifier(
  new UnicitySealQuorumSignaturesVerificationRule(new Secp256k1SignatureVerifier()),
);

function clientOf({ url }: Aggregator): StateTransitionClient {
  return new StateTransitionClient(new AggregatorClient(url));
}

async function mintTransaction(options?: { expiresAt: bigint }): Promise<MintTransaction> {
  const owner = new SigningService(SigningService.generatePrivateKey());
  return MintTransaction.create(NetworkId.LOCAL, SignaturePredicate.fromSigningService(owner), options);
}

/** Submits, waits for the proof under a trust base, and makes the token. */
async function mint(
  aggregator: Aggregator,
  trustBaseJson: unknown,
): Promise<{ token: Token; context: VerificationContext }> {
  const client = clientOf(aggregator);
  const trustBase = RootTrustBase.fromJSON(trustBaseJson);
  const transaction = await mintTransaction();
  const response = await client.submitCertificationRequest(
    await CertificationData.fromMintTransaction(transaction),
  );
  expect(response.status).toBe("SUCCESS");
  const proof = await waitInclusionProof(client, trustBase, predicates, certificates, transaction);
  const context = new VerificationContext(
    trustBase,
    predicates,
    certificates,
    new MintJustificationVerifierService(),
    new TokenIssuanceVerifierService(false),
  );
  const certified = await transaction.toCertifiedTransaction(trustBase, predicates, certificates, proof);
  return { token: await Token.mint(certified, context), context };
}

test("SDK 3.0.1 mints a token and verifies it from its bytes", async () => {
  const aggregator = await start();
  const { token, context } = await mint(aggregator, aggregator.trustBaseV3);
  const received = await Token.fromCBOR(token.toCBOR());
  expect((await received.verify(context)).status).toBe("OK");
});

test("SDK 3.0.1 rejects a proof under a trust base with another root key", async () => {
  const aggregator = await start();
  const { sigKey } = (await start()).trustBase.rootNodes[0] as { sigKey: string };
  const forged = structuredClone(aggregator.trustBaseV3);
  forged.rootNodes = forged.rootNodes.map((node) => ({ ...node, sigKey }));
  await expect(mint(aggregator, forged)).rejects.toThrow("INVALID_TRUSTBASE");
});

test("SDK 3.0.1 rejects a proof under the trust base of another stack", async () => {
  const [aggregator, other] = [await start(), await start()];
  await expect(mint(aggregator, other.trustBaseV3)).rejects.toThrow("INVALID_TRUSTBASE");
});

test("SDK 3.0.1 reads the answer for an unknown state as not certified", async () => {
  const aggregator = await start();
  const stateId = await StateId.fromTransaction(await mintTransaction());
  const response = await clientOf(aggregator).getInclusionProof(stateId);
  expect(response.inclusionProof).toBeNull();
  expect(response.blockNumber).toBeGreaterThan(0n);
});

test("the same transition again succeeds, another one of the same state is refused", async () => {
  const client = clientOf(await start());
  const transaction = await mintTransaction();
  const data = await CertificationData.fromMintTransaction(transaction);
  const statuses = await Promise.all([
    client.submitCertificationRequest(data),
    client.submitCertificationRequest(data),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual(["SUCCESS", "SUCCESS"]);
  const rival = await MintTransaction.create(NetworkId.LOCAL, transaction.recipient, {
    salt: transaction.salt,
    tokenType: transaction.tokenType,
    data: Uint8Array.of(1),
  });
  const rivalData = await CertificationData.fromMintTransaction(rival);
  expect(await StateId.fromTransaction(rival)).toEqual(await StateId.fromTransaction(transaction));
  expect((await client.submitCertificationRequest(rivalData)).status).toBe("STATE_ID_EXISTS");
});

test("a request is refused at its deadline and certified before it", async () => {
  const client = clientOf(await start());
  const now = BigInt(Math.floor(Date.now() / 1000));
  const status = async (expiresAt: bigint) => {
    const data = await CertificationData.fromMintTransaction(await mintTransaction({ expiresAt }));
    return (await client.submitCertificationRequest(data)).status;
  };
  expect(await status(now)).toBe("REQUEST_EXPIRED");
  expect(await status(now + 3600n)).toBe("SUCCESS");
});
