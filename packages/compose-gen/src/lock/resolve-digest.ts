import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { readManifest } from "./manifest.ts";
import { ACCEPT_MANIFESTS } from "./media-types.ts";
import type { RegistryClient } from "./registry-client.ts";
import { untrusted } from "./registry-error.ts";
import { type ResolvedTag, resolvedManifest } from "./resolved-manifest.ts";

/**
 * Asks whether the registry still has what a digest names, and for which platforms.
 *
 * @param key key of the image, for the advice when the digest is gone
 * @throws ComposeGenError `REGISTRY_…`
 */
export async function resolveDigest(
  client: RegistryClient,
  digest: string,
  key: string,
): Promise<ResolvedTag> {
  const answer = await client.get(`manifests/${digest}`, ACCEPT_MANIFESTS).catch((error: unknown) => {
    throw isComposeGenError(error) && error.code === "REGISTRY_NO_SUCH_TAG" ? gone(error, key) : error;
  });
  const manifest = readManifest(answer);
  if (manifest.digest !== digest)
    throw untrusted(
      answer.url,
      "The registry sends something else than what the digest names.",
      `sent ${manifest.digest}`,
    );
  return resolvedManifest(client, manifest, answer.url);
}

function gone(error: ComposeGenError, key: string): ComposeGenError {
  return new ComposeGenError(
    {
      ...error.parts,
      code: "REGISTRY_NO_SUCH_DIGEST",
      what: "The registry has no image with the digest in the lock.",
      cause: "It was deleted when its tag moved on, or the image is private.",
      next: `Look at what its tag is now (\`compose-gen lock --outdated ${key}\`), and take that with \`compose-gen lock --update ${key}\`.`,
    },
    { cause: error },
  );
}
