import { AggregatorClient } from "state-transition-sdk-v3/lib/api/AggregatorClient.js";
import { RootTrustBase } from "state-transition-sdk-v3/lib/api/bft/RootTrustBase.js";
import { UnicitySealQuorumSignaturesVerificationRule } from "state-transition-sdk-v3/lib/api/bft/verification/rule/UnicitySealQuorumSignaturesVerificationRule.js";
import { UnicityCertificateVerifier } from "state-transition-sdk-v3/lib/api/bft/verification/UnicityCertificateVerifier.js";
import { CertificationData } from "state-transition-sdk-v3/lib/api/CertificationData.js";
import { NetworkId } from "state-transition-sdk-v3/lib/api/NetworkId.js";
import { Secp256k1SignatureVerifier } from "state-transition-sdk-v3/lib/crypto/secp256k1/Secp256k1SignatureVerifier.js";
import { SigningService } from "state-transition-sdk-v3/lib/crypto/secp256k1/SigningService.js";
import { SignaturePredicate } from "state-transition-sdk-v3/lib/predicate/builtin/SignaturePredicate.js";
import { PredicateVerifierService } from "state-transition-sdk-v3/lib/predicate/verification/PredicateVerifierService.js";
import { StateTransitionClient } from "state-transition-sdk-v3/lib/StateTransitionClient.js";
import { MintTransaction } from "state-transition-sdk-v3/lib/transaction/MintTransaction.js";
import { waitInclusionProof } from "state-transition-sdk-v3/lib/util/InclusionProofUtils.js";

const predicates = PredicateVerifierService.create();
const certificates = new UnicityCertificateVerifier(
  new UnicitySealQuorumSignaturesVerificationRule(new Secp256k1SignatureVerifier()),
);

/** A mint of the unmodified state-transition-sdk 3.0.1. */
export interface Mint {
  /** Sends the request. @returns its status */
  submit(url: string): Promise<string>;
  /** Waits for the proof and verifies it, signatures included; rejects when the trust base does not fit. */
  verify(url: string, trustBase: unknown): Promise<void>;
}

export async function mint(): Promise<Mint> {
  const owner = new SigningService(SigningService.generatePrivateKey());
  const transaction = await MintTransaction.create(
    NetworkId.LOCAL,
    SignaturePredicate.fromSigningService(owner),
  );
  const client = (url: string) => new StateTransitionClient(new AggregatorClient(url));
  return {
    async submit(url) {
      const data = await CertificationData.fromMintTransaction(transaction);
      return (await client(url).submitCertificationRequest(data)).status;
    },
    async verify(url, json) {
      const trustBase = RootTrustBase.fromJSON(json);
      const proof = await waitInclusionProof(client(url), trustBase, predicates, certificates, transaction);
      await transaction.toCertifiedTransaction(trustBase, predicates, certificates, proof);
    },
  };
}
