import { toSignedEntity } from "@sigstore/verify";
import { z } from "zod";
import { messageOf, type StackError } from "../errors.ts";
import { refused } from "./errors.ts";
import type { FoundSignature } from "./find-signatures.ts";
import type { ExpectedIdentity } from "./identity.ts";
import { toBundle } from "./to-bundle.ts";
import type { Trust } from "./trust.ts";

/** What a signature is held against. */
export interface SignatureCheck {
  trust: Trust;
  identity: ExpectedIdentity;
  issuer: string;
  /** Digest of the image. */
  image: string;
  /** The image, for messages. */
  name: string;
}

/** What cosign signs (its SIGNATURE_SPEC.md, "Payload"). */
const claim = z.object({
  critical: z.object({
    image: z.object({ "docker-manifest-digest": z.string() }),
    type: z.literal("cosign container image signature"),
  }),
});

/**
 * One signature.
 *
 * @returns who signed
 * @throws StackError `SIGNATURE_OTHER_IMAGE`, `SIGNATURE_OTHER_KEY`, `SIGNATURE_WITHOUT_CERTIFICATE`, `SIGNATURE_INVALID`,
 *   `SIGNATURE_OTHER_IDENTITY`
 */
export function checkSignature(found: FoundSignature, check: SignatureCheck): string {
  const { trust, identity, issuer } = check;
  requireClaim(found.payload, check);
  if (trust.by === "identity" && found.certificate === undefined) throw withoutCertificate(check);
  const signer = signerOf(found, check);
  if (trust.by === "key") return "the key";
  const who = signer.identity?.subjectAlternativeName ?? "nobody";
  const vouched = signer.identity?.extensions?.issuer ?? "nobody";
  if (identity.matches(who) && vouched === issuer) return who;
  throw refused({
    code: "SIGNATURE_OTHER_IDENTITY",
    what: "The image was signed by somebody else than its owner's release.",
    where: check.name,
    evidence: `signed by ${who}, says ${vouched}\nexpected  ${identity.shown}, says ${issuer}`,
    cause: "It is an image of a fork or of another workflow, or somebody has pushed it who should not.",
    next: "If this signer is meant: VERIFY_IDENTITY and VERIFY_ISSUER as shown.",
  });
}

function requireClaim(payload: Buffer, { image, name }: SignatureCheck): void {
  const parsed = claim.safeParse(jsonOf(payload));
  const signed = parsed.data?.critical.image["docker-manifest-digest"];
  if (signed === image) return;
  throw refused({
    code: "SIGNATURE_OTHER_IMAGE",
    what: "The signature beside the image is that of another one.",
    where: name,
    evidence: `it was made for ${signed ?? "no image"}`,
    cause: "Somebody has copied a signature to an image that was never signed.",
    next: "Do not use this image.",
  });
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

function signerOf(found: FoundSignature, { trust, name }: SignatureCheck) {
  try {
    return trust.verifier.verify(toSignedEntity(toBundle(found, trust.by), found.payload));
  } catch (error) {
    throw trust.by === "key" ? otherKey(name, error) : invalid(name, error);
  }
}

function withoutCertificate({ name, identity }: SignatureCheck): StackError {
  return refused({
    code: "SIGNATURE_WITHOUT_CERTIFICATE",
    what: "The image was signed with a key, and nothing says whose.",
    where: name,
    evidence: `expected a certificate for ${identity.shown}`,
    cause: "It is an image of a trial: a release signs without a key.",
    next: "If the key is known: VERIFY_KEY_FILE=cosign.pub.",
  });
}

function otherKey(name: string, error: unknown): StackError {
  return refused(
    {
      code: "SIGNATURE_OTHER_KEY",
      what: "The signature was not made with this key.",
      where: name,
      evidence: messageOf(error),
      cause: "Another key has signed it, or the signature was changed.",
      next: "Compare VERIFY_KEY_FILE with the key that its publisher names.",
    },
    undefined,
    error,
  );
}

function invalid(name: string, error: unknown): StackError {
  return refused(
    {
      code: "SIGNATURE_INVALID",
      what: "The signature does not hold against Sigstore's keys.",
      where: name,
      evidence: messageOf(error),
      cause: "It was changed, its certificate is of another authority, or no log has it.",
      next: "Do not use this image; for a Sigstore of one's own: VERIFY_TRUSTED_ROOT_FILE=FILE.",
    },
    undefined,
    error,
  );
}
