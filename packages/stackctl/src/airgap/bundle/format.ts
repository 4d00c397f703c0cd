import { z } from "zod";

/** Names in a bundle. It is an OCI image layout with more files, so that an engine can load it as it is. */
export const MANIFEST = "airgap.json";
export const SUMS = "SHA256SUMS";
export const LAYOUT = "oci-layout";
export const INDEX = "index.json";
export const LOCK = "images.lock.json";
/** Folder of the rendered files. */
export const COMPOSE = "compose/";

/** Everything that a bundle may hold: no path leads out of it. */
export const KNOWN_NAME =
  /^(?:airgap\.json|SHA256SUMS|oci-layout|index\.json|images\.lock\.json|blobs\/sha256\/[0-9a-f]{64}|compose\/(?:[a-z0-9][a-z0-9_-]*\/){0,3}[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+){1,3})$/;

export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** An image of a bundle. */
export const bundledImage = z.strictObject({
  /** Keys in `images.json`. */
  keys: z.array(z.string()).min(1),
  /** As the files of the bundle name it: `repository:tag@digest`, or `repository@digest`. */
  reference: z.string().regex(/^[^\s$@]+@sha256:[0-9a-f]{64}$/),
  /** Of the index, or of the one manifest that the tag is. */
  digest,
  mediaType: z.string(),
  /** What the bundle has of it. */
  platforms: z.array(z.string()).min(1),
  /** What the definition asks for; null where the engine's own is meant. */
  platform: z.string().nullable(),
});

export const bundleManifest = z.strictObject({
  schema: z.literal("unicity-stack/airgap@1"),
  /** Version of the stackctl that wrote it. */
  stackctl: z.string(),
  generation: z.string(),
  stacks: z.array(z.string()),
  images: z.array(bundledImage),
});

export type BundledImage = z.infer<typeof bundledImage>;
export type BundleManifest = z.infer<typeof bundleManifest>;

/** Name in a bundle of what a digest names. */
export const blobName = (digest: string) => `blobs/${digest.replace(":", "/")}`;
