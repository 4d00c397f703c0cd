import type { BundledImage } from "../bundle/format.ts";
import { parseReference } from "../reference.ts";

/**
 * `index.json` of the layout (OCI image specification, "Image Layout"). containerd gives an image the name of its
 * annotation `io.containerd.image.name`.
 *
 * @param sizeOf bytes of what a digest names
 */
export function layoutIndex(images: readonly BundledImage[], sizeOf: (digest: string) => number): string {
  const manifests = images.map(({ reference, digest, mediaType }) => {
    const { repository, tag } = parseReference(reference);
    const name = tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`;
    const annotations = {
      "io.containerd.image.name": name,
      ...(tag && { "org.opencontainers.image.ref.name": tag }),
    };
    return { mediaType, digest, size: sizeOf(digest), annotations };
  });
  const mediaType = "application/vnd.oci.image.index.v1+json";
  return `${JSON.stringify({ schemaVersion: 2, mediaType, manifests }, null, 2)}\n`;
}
