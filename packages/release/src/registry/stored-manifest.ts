import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";

export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

/** A manifest or an index as the bytes that its digest is of. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  body: Buffer;
  annotations: Readonly<Record<string, string>>;
}

const annotated = z.looseObject({ annotations: z.record(z.string(), z.string()).nullish() });

/** The bytes with their digest and annotations. */
export function storedManifest(mediaType: string, body: Buffer): StoredManifest {
  const { data } = annotated.safeParse(JSON.parse(body.toString("utf8")));
  return { digest: sha256(body), mediaType, body, annotations: data?.annotations ?? {} };
}
