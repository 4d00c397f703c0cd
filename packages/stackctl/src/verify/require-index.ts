import { isComposeGenError } from "@unicity-sphere/compose-gen";
import {
  ACCEPT_MANIFESTS,
  type HttpAnswer,
  type RegistryClient,
  readManifest,
  sha256,
} from "@unicity-sphere/compose-gen/registry";
import { pinned, type Reference } from "../airgap/reference.ts";
import { refused } from "./errors.ts";

/** `<major.minor>` is the one kind of tag that may move. */
const MOVING_TAG = /^\d+\.\d+$/;

/**
 * The digest of a reference, once its registry has shown that it is what it is published as: an index, byte for byte, under
 * the tag that goes with it.
 *
 * @throws StackError `IMAGE_WITHOUT_DIGEST`, `IMAGE_TAMPERED`, `IMAGE_IS_CHILD`, `TAG_MOVED`; ComposeGenError `REGISTRY_…`
 */
export async function requireIndex(client: RegistryClient, reference: Reference): Promise<string> {
  const { repository, tag, digest } = reference;
  if (digest === undefined)
    throw refused({
      code: "IMAGE_WITHOUT_DIGEST",
      what: "Nothing says which image is meant: a tag may be another image when it is fetched.",
      where: `${repository}:${tag}`,
      evidence: "a tag, and no digest",
      cause: "It is a local build, or the lock has no digest of this version yet.",
      next: "Take a release whose images are locked, or name it by its digest: --image KEY=REPOSITORY:TAG@sha256:….",
    });
  const where = pinned(reference, digest);
  const answer = await client.get(`manifests/${digest}`, ACCEPT_MANIFESTS);
  requireContent(answer, digest, where);
  const current = tag === undefined ? undefined : await tagNow(client, tag);
  if (readManifest(answer).kind === "manifest")
    throw refused({
      code: "IMAGE_IS_CHILD",
      what: "The digest is that of one platform's image, not that of the index which is released.",
      where,
      evidence: current ? `the tag ${tag} is ${current}` : "it lists no platforms",
      cause: "The digest was taken from an engine, or from the list of platforms.",
      next: `Use the digest of the index${current ? `: ${current}` : " in images.lock.json"}.`,
    });
  if (current !== undefined && current !== digest && !MOVING_TAG.test(tag ?? ""))
    throw refused({
      code: "TAG_MOVED",
      what: "The tag names another image by now than the one that is pinned.",
      where,
      evidence: `pinned ${digest}\nnow    ${current}`,
      cause:
        "A tag of a release never moves: somebody has pushed over it, or the digest is of another release.",
      next: "Trust neither until it is known why: compare with the lock of the release on GitHub.",
    });
  return digest;
}

/** A registry, or a proxy before it, may send anything. */
function requireContent({ body, url }: HttpAnswer, digest: string, where: string): void {
  const sum = sha256(body);
  if (sum === digest) return;
  throw refused({
    code: "IMAGE_TAMPERED",
    what: "The image was changed: what the registry sends is not what the digest names.",
    where,
    evidence: `${url.origin}${url.pathname}\nasked for ${digest}\ncame      ${sum}`,
    cause:
      "The registry, a mirror or a proxy on the way changes what passes through it, or its disk is damaged.",
    next: "Ask another mirror, and tell whoever runs this one.",
  });
}

/** The digest that a tag has now; nothing where a registry, such as a mirror, keeps digests alone. */
async function tagNow(client: RegistryClient, tag: string): Promise<string | undefined> {
  const answer = await client.get(`manifests/${tag}`, ACCEPT_MANIFESTS).catch((error: unknown) => {
    if (isComposeGenError(error) && error.code === "REGISTRY_NO_SUCH_TAG") return undefined;
    throw error;
  });
  return answer && sha256(answer.body);
}
