import { sha256 } from "../../../src/lock/digest.ts";

/** One stored document of a test image. */
export interface Stored {
  mediaType: string;
  body: string;
  digest: string;
}

export const ociIndex = "application/vnd.oci.image.index.v1+json";
export const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
export const ociManifest = "application/vnd.oci.image.manifest.v1+json";
export const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

function store(mediaType: string, content: unknown): Stored {
  const body = JSON.stringify(content);
  return { mediaType, body, digest: sha256(Buffer.from(body)) };
}

function describe({ mediaType, body, digest }: Stored) {
  return { mediaType, digest, size: body.length };
}

/** Splits `linux/arm/v7` as indexes write it. */
function fields(platform: string) {
  const [os, architecture, variant] = platform.split("/");
  return { os, architecture, ...(variant ? { variant } : {}) };
}

/** A manifest for one platform, its configuration and an empty layer; `mark` makes another image of it. */
export function testManifest(platform: string, mark = "", docker = false) {
  const config = store(
    docker ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json",
    { ...fields(platform), config: { Labels: { mark } }, rootfs: { type: "layers", diff_ids: [] } },
  );
  const layer = store(
    docker
      ? "application/vnd.docker.image.rootfs.diff.tar.gzip"
      : "application/vnd.oci.image.layer.v1.tar+gzip",
    mark,
  );
  const mediaType = docker ? dockerManifest : ociManifest;
  const manifest = store(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: describe(config),
    layers: [describe(layer)],
  });
  return { manifest, config, layer, platform };
}

/** An index of such manifests. */
export function testIndex(images: ReturnType<typeof testManifest>[], mediaType = ociIndex): Stored {
  return store(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: images.map(({ manifest, platform }) => ({
      ...describe(manifest),
      platform: fields(platform),
    })),
  });
}
