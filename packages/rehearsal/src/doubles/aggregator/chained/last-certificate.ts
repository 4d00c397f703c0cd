import {
  decodeCertificate,
  type GenerationName,
  type TrustBase,
  verifyUnicityCertificate,
} from "@unicity-sphere/devnet/protocol";

/** What the latest certificate of the shard says. */
export interface LastCertificate {
  readonly certificate: Uint8Array;
  /** Number of the block that it certifies. */
  readonly round: number;
  readonly rootRound: bigint;
  /** Root hash that it certifies, 32 bytes. */
  readonly root: Uint8Array;
}

/** Why a round cannot go on; the next attempt starts with a handshake. */
export class RoundError extends Error {}

/** Checks a certificate against the trust base. @throws RoundError */
export function checkCertificate(
  certificate: Uint8Array,
  trustBase: TrustBase,
  generation: GenerationName,
): LastCertificate {
  const verdict = verifyUnicityCertificate(certificate, trustBase, generation);
  if (!verdict.ok)
    throw new RoundError(`unicity certificate rejected: ${verdict.problem}, ${verdict.evidence}`);
  const { rootRound, root, round } = decodeCertificate(certificate, generation);
  return { certificate, round: Number(round), rootRound, root };
}
