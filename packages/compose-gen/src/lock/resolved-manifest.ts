import { sha256 } from "./digest.ts";
import { type Manifest, platformFields } from "./manifest.ts";
import { configTypes } from "./media-types.ts";
import { parseJson } from "./parse-json.ts";
import { isUnknown, platformName, sortedPlatforms } from "./platforms.ts";
import type { RegistryClient } from "./registry-client.ts";
import { untrusted } from "./registry-error.ts";
import { shownText } from "./shown-text.ts";

/** What a tag or digest is at its registry now. */
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
 * What a manifest that just arrived from `url` means for a lock.
 *
 * @throws ComposeGenError `REGISTRY_…`
 */
export async function resolvedManifest(
  client: RegistryClient,
  manifest: Manifest,
  url: URL,
): Promise<ResolvedTag> {
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
  if (manifest.kind === "manifest") {
    const platforms = [await platformOf(client, manifest.config)];
    return { ...common, index: false, platforms, children: [] };
  }
  const children = childrenOf(manifest, url);
  const platforms = sortedPlatforms(children.map((child) => child.platform));
  return { ...common, index: true, platforms, children };
}

/** The children of an index that have a platform; an index without any is no image. */
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
    throw untrusted(
      url,
      "The manifest is no container image.",
      `configuration ${shownText(config.mediaType)}`,
    );
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
