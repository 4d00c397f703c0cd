/** Lists of manifests, one per platform. */
const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
] as const;

/** Manifests of one image for one platform. */
const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/** What is asked for: both generations of indexes and manifests, so that a registry never has to convert. */
export const ACCEPT_MANIFESTS = [...indexTypes, ...manifestTypes].join(", ");

/** Image configurations, in which a single manifest keeps its platform. */
export const configTypes: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);

/** True for an index (manifest list), false for a manifest, `undefined` for anything else. */
export function isIndexType(mediaType: string): boolean | undefined {
  if ((indexTypes as readonly string[]).includes(mediaType)) return true;
  return (manifestTypes as readonly string[]).includes(mediaType) ? false : undefined;
}
