import { isComposeGenError } from "@unicity-sphere/compose-gen";
import {
  ACCEPT_MANIFESTS,
  type HttpAnswer,
  parseJson,
  type RegistryClient,
  sha256,
  untrusted,
} from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import { digest } from "../airgap/bundle/format.ts";
import { refused } from "./errors.ts";

/** A signature as cosign 2 leaves it beside an image (cosign, SIGNATURE_SPEC.md). */
export interface FoundSignature {
  /** What was signed: JSON that names the image. */
  payload: Buffer;
  /** Base64. */
  signature: string;
  /** PEM; signatures with a key have none. */
  certificate?: string;
  /** The entry in the transparency log, JSON. */
  logEntry?: string;
}

const PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
const MOST_SIGNATURES = 20;

const layer = z.object({
  mediaType: z.string(),
  digest,
  annotations: z
    .object({
      "dev.cosignproject.cosign/signature": z.string().optional(),
      "dev.sigstore.cosign/certificate": z.string().optional(),
      "dev.sigstore.cosign/bundle": z.string().optional(),
    })
    .optional(),
});
const signatureManifest = z.object({ layers: z.array(layer).max(MOST_SIGNATURES) });

/**
 * All signatures of an image: cosign keeps them under the tag `sha256-<hex>.sig`.
 *
 * @param name of the image, for messages
 * @throws StackError `IMAGE_UNSIGNED`, `SIGNATURE_TAMPERED`; ComposeGenError `REGISTRY_…`
 */
export async function findSignatures(
  client: RegistryClient,
  image: string,
  name: string,
): Promise<FoundSignature[]> {
  const tag = `${image.replace(":", "-")}.sig`;
  const answer = await client.get(`manifests/${tag}`, ACCEPT_MANIFESTS).catch((error: unknown) => {
    if (isComposeGenError(error) && error.code === "REGISTRY_NO_SUCH_TAG") throw unsigned(name, tag, error);
    throw error;
  });
  const layers = layersOf(answer).filter(({ mediaType }) => mediaType === PAYLOAD);
  if (layers.length === 0) throw unsigned(name, tag);
  return Promise.all(
    layers.map(async ({ digest: sum, annotations = {} }) => {
      const { body } = await client.get(`blobs/${sum}`, "*/*");
      if (sha256(body) !== sum) throw tampered(name, `named ${sum}\ncame  ${sha256(body)}`);
      const certificate = annotations["dev.sigstore.cosign/certificate"];
      const logEntry = annotations["dev.sigstore.cosign/bundle"];
      return {
        payload: body,
        signature: annotations["dev.cosignproject.cosign/signature"] ?? "",
        ...(certificate && { certificate }),
        ...(logEntry && { logEntry }),
      };
    }),
  );
}

function layersOf(answer: HttpAnswer): z.infer<typeof layer>[] {
  const parsed = signatureManifest.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data.layers;
  throw untrusted(answer.url, "What lies in the place of the signatures is no list of signatures.");
}

function unsigned(name: string, tag: string, cause?: unknown) {
  return refused(
    {
      code: "IMAGE_UNSIGNED",
      what: "Nobody has signed this image.",
      where: name,
      evidence: `no signature under the tag ${tag}`,
      cause: "It was not made by a release, or a mirror was filled without the signatures.",
      next: "Take an image of a release; copy into a mirror with signatures: cosign copy.",
    },
    undefined,
    cause,
  );
}

function tampered(name: string, evidence: string) {
  return refused({
    code: "SIGNATURE_TAMPERED",
    what: "The signature was changed: what the registry sends is not what was signed.",
    where: name,
    evidence,
    cause: "The registry, a mirror or a proxy on the way changes what passes through it.",
    next: "Ask another mirror, and tell whoever runs this one.",
  });
}
