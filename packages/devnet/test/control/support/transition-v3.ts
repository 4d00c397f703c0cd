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
import type { Aggregator } from "../../../src/aggregator/service.ts";

const predicates = PredicateVerifierService.create();
const certificates = new UnicityCertificateVerifier(
  new UnicitySealQuorumSignaturesVerificationRule(new Secp256k1SignatureVerifier()),
);

/** A fresh mint in the hands of an unmodified client of SDK 3.0.1. */
export async function transitionV3() {
  const owner = new SigningService(SigningService.generatePrivateKey());
  const transaction = await MintTransaction.create(
    NetworkId.LOCAL,
    SignaturePredicate.fromSigningService(owner),
  );
  const client = ({ url }: Aggregator) => new StateTransitionClient(new AggregatorClient(url));
  return {
    /** Status of the submission. */
    submit: async (aggregator: Aggregator) =>
      (
        await client(aggregator).submitCertificationRequest(
          await CertificationData.fromMintTransaction(transaction),
        )
      ).status,
    /** Whether the aggregator has it. */
    isKnown: async (aggregator: Aggregator) =>
      (await client(aggregator).getInclusionProof(await StateId.fromTransaction(transaction)))
        .inclusionProof !== null,
    /** What the SDK says of a token that is made from the current proof under the trust base. */
    verify: async (aggregator: Aggregator) => {
      const trustBase = RootTrustBase.fromJSON(aggregator.trustBaseV3);
      const wallet = client(aggregator);
      const proof = await waitInclusionProof(wallet, trustBase, predicates, certificates, transaction);
      const context = new VerificationContext(
        trustBase,
        predicates,
        certificates,
        new MintJustificationVerifierService(),
        new TokenIssuanceVerifierService(false),
      );
      const certified = await transaction.toCertifiedTransaction(trustBase, predicates, certificates, proof);
      return (await (await Token.mint(certified, context)).verify(context)).status;
    },
  };
}
