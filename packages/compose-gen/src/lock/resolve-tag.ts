import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { sha256 } from "./digest.ts";
import { type Manifest, platformFields, readManifest } from "./manifest.ts";
import { ACCEPT_MANIFESTS, configTypes } from "./media-types.ts";
import { parseJson } from "./parse-json.ts";
import { isUnknown, platformName, sortedPlatforms } from "./platforms.ts";
import type { RegistryClient } from "./registry-client.ts";
import { isUnreachable, untrusted } from "./registry-error.ts";
import { shownText } from "./shown-text.ts";

/** What a tag is at its registry now. */
export interface ResolvedTag {
  /** Digest of the index, or of the one manifest that the tag is. */
  digest: string;
  mediaType: string;
  index: boolean;
  /** Sorted `os/architecture[/variant]`, without attestations. */
  platforms: string[];
  /** The manifests of an index that have a platform. */
  children: { platform: string; digest: string }[];
  /** What the lock names as its source. */
  source: string;
  /** ISO time of the answer. */
  resolvedAt: string;
}

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
  const { registry, mirrored } = client.target;
  const common = {
    digest: manifest.digest,
    mediaType: manifest.mediaType,
    source: mirrored ? `mirror of ${registry}` : `registry ${registry}`,
    resolvedAt: client
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z"),
  };
  if (manifest.kind === "index") {
    const children = childrenOf(manifest, answer.url);
    return {
      ...common,
      index: true,
      platforms: sortedPlatforms(children.map((child) => child.platform)),
      children,
    };
  }
  if (recorded !== null && recorded !== manifest.digest)
    await refuseChild(client, tag, manifest.digest, recorded);
  const platforms = [await platformOf(client, manifest.config)];
  return { ...common, index: false, platforms, children: [] };
}

function childrenOf(index: Manifest & { kind: "index" }, url: URL): ResolvedTag["children"] {
  const children = index.children.flatMap(({ platform, digest }) =>
    platform && !isUnknown(platform) ? [{ platform: platformName(platform, url), digest }] : [],
  );
  if (children.length === 0)
    throw untrusted(url, "The index lists no image with a platform.", `${index.children.length} entries`);
  return children;
}

/** The platform in the configuration of a single manifest. */
async function platformOf(
  client: RegistryClient,
  config: { digest: string; mediaType: string },
): Promise<string> {
  const { body, url } = await client.get(`blobs/${config.digest}`, "*/*");
  if (!configTypes.has(config.mediaType))
    throw untrusted(url, "The tag is no container image.", `configuration ${shownText(config.mediaType)}`);
  if (sha256(body) !== config.digest)
    throw untrusted(
      url,
      "The configuration of the image is not what its digest says.",
      `sent ${sha256(body)}`,
    );
  const parsed = platformFields.safeParse(parseJson({ body, url }));
  if (!parsed.success) throw untrusted(url, "The configuration of the image names no platform.");
  return platformName(parsed.data, url);
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
