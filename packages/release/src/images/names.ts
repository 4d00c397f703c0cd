/** Annotation of an index: the hash of everything that the image was made from. */
export const INPUTS = "network.unicity.release.inputs";

/** Annotations of the OCI image specification ("Pre-Defined Annotation Keys"), and labels of the same names. */
export const OCI = {
  version: "org.opencontainers.image.version",
  revision: "org.opencontainers.image.revision",
  source: "org.opencontainers.image.source",
  licenses: "org.opencontainers.image.licenses",
  title: "org.opencontainers.image.title",
  base: "org.opencontainers.image.base.name",
} as const;

/** Label and annotation: the SDK versions that were tried with this version. */
export const SDK_VERIFIED = "network.unicity.sdk.verified";
