import { join } from "node:path";
import { z } from "zod";
import {
  OCI_CONFIG,
  OCI_INDEX,
  OCI_MANIFEST,
  type StoredManifest,
  storedManifest,
} from "../registry/stored-manifest.ts";
import { layoutInvalid } from "./layout-error.ts";
import { type Descriptor, descriptor, parseWith, readDocument, readWhole } from "./read-blob.ts";

const index = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(descriptor).min(1) });
const manifest = z.looseObject({ config: descriptor, layers: z.array(descriptor) });
const configuration = z.looseObject({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
  config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }).optional(),
});

/** The image of one platform in a layout. */
export interface LayoutImage {
  /** `os/architecture[/variant]` */
  platform: string;
  labels: Readonly<Record<string, string>>;
  manifest: StoredManifest;
  /** Configuration and layers. */
  blobs: Descriptor[];
}

/** An image as a folder (OCI image specification, "Image Layout"). */
export interface Layout {
  folder: string;
  /** What the build noted beside the image. */
  annotations: Readonly<Record<string, string>>;
  /** Sorted by platform. */
  images: LayoutImage[];
}

/**
 * Reads a layout that holds one image, for one platform or more. Layers are not read yet.
 *
 * @throws ComposeGenError `LAYOUT_INVALID`, `LAYOUT_DAMAGED`
 */
export function readLayout(folder: string): Layout {
  const path = join(folder, "index.json");
  const { manifests } = parseWith(index, readWhole(path).toString("utf8"), path);
  const [entry, ...others] = manifests;
  const nested = others.length === 0 && entry?.mediaType === OCI_INDEX;
  const children = nested ? readDocument(folder, entry, index).content.manifests : manifests;
  const images = children.map((child) => readImage(folder, child));
  const platforms = images.map(({ platform }) => platform);
  const twice = platforms.find((platform, at) => platforms.indexOf(platform) !== at);
  if (twice) throw layoutInvalid(path, `The layout has two images for ${twice}.`);
  images.sort((left, right) => (left.platform < right.platform ? -1 : 1));
  return { folder, annotations: entry?.annotations ?? {}, images };
}

function readImage(folder: string, child: Descriptor): LayoutImage {
  const where = `${folder}: ${child.digest}`;
  if (child.platform?.os === "unknown")
    throw layoutInvalid(where, "The layout has an attestation beside the image.", {
      cause: "It was built with provenance or an SBOM, which are attached later, by their own step.",
    });
  if (child.mediaType !== OCI_MANIFEST)
    throw layoutInvalid(where, "The image is not in OCI format.", { evidence: child.mediaType });
  const { body, content } = readDocument(folder, child, manifest);
  if (content.config.mediaType !== OCI_CONFIG)
    throw layoutInvalid(where, "The manifest is no container image.", { evidence: content.config.mediaType });
  const { content: config } = readDocument(folder, content.config, configuration);
  const variant = config.architecture === "arm64" && config.variant === "v8" ? undefined : config.variant;
  return {
    platform: [config.os, config.architecture, ...(variant ? [variant] : [])].join("/"),
    labels: config.config?.Labels ?? {},
    manifest: storedManifest(OCI_MANIFEST, body),
    blobs: [content.config, ...content.layers],
  };
}
