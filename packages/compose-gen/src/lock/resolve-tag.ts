import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { readManifest } from "./manifest.ts";
import { ACCEPT_MANIFESTS } from "./media-types.ts";
import type { RegistryClient } from "./registry-client.ts";
import { isUnreachable } from "./registry-error.ts";
import { type ResolvedTag, resolvedManifest } from "./resolved-manifest.ts";

export type { ResolvedTag };

/**
 * Asks what a tag is.
 *
 * @param recorded digest that the lock has for this tag: when the tag now answers with one manifest although that
 * digest is an index which lists it, the answer is refused
 * @throws ComposeGenError `REGISTRY_…`, `DIGEST_OF_CHILD`
 */
export async function resolveTag(
  client: RegistryClient,
  tag: string,
  recorded: string | null = null,
): Promise<ResolvedTag> {
  const answer = await client.get(`manifests/${tag}`, ACCEPT_MANIFESTS);
  const manifest = readManifest(answer);
  if (manifest.kind === "manifest" && recorded !== null && recorded !== manifest.digest)
    await refuseChild(client, tag, manifest.digest, recorded);
  return resolvedManifest(client, manifest, answer.url);
}

async function refuseChild(
  client: RegistryClient,
  tag: string,
  digest: string,
  recorded: string,
): Promise<void> {
  const index = await recordedIndex(client, recorded);
  const found = index?.children.find((entry) => entry.digest === digest);
  if (!found) return;
  const { registry, name, origin } = client.target;
  throw new ComposeGenError({
    code: "DIGEST_OF_CHILD",
    what: `The registry answers ${tag} with one manifest of the index that the lock has.`,
    where: `${origin}/v2/${name}/manifests/${tag}`,
    evidence: `index ${recorded}\nchild ${digest}`,
    cause: `A mirror or proxy of ${registry} keeps only one platform.`,
    next: "The lock keeps the index. Ask the registry itself, or another mirror.",
  });
}

/** The index with this digest, if the registry still has one. */
async function recordedIndex(client: RegistryClient, digest: string) {
  try {
    const manifest = readManifest(await client.get(`manifests/${digest}`, ACCEPT_MANIFESTS));
    return manifest.kind === "index" && manifest.digest === digest ? manifest : undefined;
  } catch (error) {
    if (isComposeGenError(error) && !isUnreachable(error.code)) return undefined;
    throw error;
  }
}
