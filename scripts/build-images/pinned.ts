import { ComposeGenError, isImmutableTag, type Lock } from "@unicity-sphere/compose-gen";

/** Keys of `images.lock.json` for what lies below our images. */
export const BASE_KEY = "ssl-manager";
export const DEBIAN_KEY = "debian";

/** The option that gives a reference by hand. */
export type ReferenceOption = "--base" | "--debian" | "--relay-upstream" | "--faucet-upstream";

/**
 * A reference that always means the same image: with a digest, a commit or an exact version.
 * @throws ComposeGenError `IMAGE_FLOATING`; `DIGEST_INVALID` for a digest that can be none
 */
export function requirePinned(reference: string, option: ReferenceOption): string {
  const tag = /:([^:/@]+)$/.exec(reference)?.[1];
  if (/@sha256:[0-9a-f]{64}$/.test(reference) || (tag !== undefined && isImmutableTag(tag))) return reference;
  if (reference.includes("@")) throw invalidDigest(reference, option);
  throw new ComposeGenError({
    code: "IMAGE_FLOATING",
    what: "An image below ours has to be pinned.",
    where: `${option} ${reference}`,
    cause: "Its tag can be moved to another image.",
    next: `Add the digest that \`docker buildx imagetools inspect ${reference}\` prints: ${option} ${reference}@sha256:…`,
  });
}

function invalidDigest(reference: string, option: ReferenceOption): ComposeGenError {
  const name = reference.slice(0, reference.indexOf("@"));
  return new ComposeGenError({
    code: "DIGEST_INVALID",
    what: "A digest is sha256: and 64 hex digits, in lower case.",
    where: `${option} ${reference}`,
    next: `Copy all of the digest that \`docker buildx imagetools inspect ${name}\` prints.`,
  });
}

/**
 * What the lock holds for a key, as `repository@digest`.
 * @throws ComposeGenError `IMAGE_UNRESOLVED` while no digest is known
 */
export function lockedReference(lock: Lock, key: string, option: ReferenceOption): string {
  const entry = lock.images[key];
  if (entry?.digest) return `${entry.reference.replace(/:[^:/]+$/, "")}@${entry.digest}`;
  const byHand = `give it: ${option} REFERENCE@sha256:… (for trials: ${option} stand-in)`;
  const update = `run \`npx compose-gen lock --update ${key}\` where the registry can be reached`;
  throw new ComposeGenError({
    code: "IMAGE_UNRESOLVED",
    what: `No digest is known for the image ${key} that ours are built on.`,
    where: "images.lock.json",
    cause: entry ? `No registry was asked yet (${entry.source}).` : "The lock has no entry for it.",
    next: `Either ${update}, or ${byHand}.`,
  });
}
