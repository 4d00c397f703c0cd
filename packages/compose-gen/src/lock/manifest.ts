import { z } from "zod";
import { sha256 } from "./digest.ts";
import { isIndexType } from "./media-types.ts";
import { parseJson } from "./parse-json.ts";
import { untrusted } from "./registry-error.ts";
import type { HttpAnswer } from "./send-request.ts";
import { shownText } from "./shown-text.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** A platform as indexes and image configurations write it. */
export const platformFields = z.object({
  os: z.string().max(64),
  architecture: z.string().max(64),
  variant: z.string().max(64).optional(),
});

const child = z.object({ digest, mediaType: z.string().optional(), platform: platformFields.optional() });
const indexBody = z.object({ manifests: z.array(child).max(1_000) });
const manifestBody = z.object({ config: z.object({ digest, mediaType: z.string() }) });

export type PlatformFields = z.infer<typeof platformFields>;
export type IndexChild = z.infer<typeof child>;

/** What a tag or digest leads to, with the digest of the bytes that came. */
export type Manifest = { digest: string; mediaType: string } & (
  | { kind: "index"; children: IndexChild[] }
  | { kind: "manifest"; config: { digest: string; mediaType: string } }
);

/**
 * The index or manifest in an answer, after comparing what the registry says about it with what came.
 *
 * @throws ComposeGenError `REGISTRY_UNTRUSTED`: digest or media type contradict the body, or it is neither
 */
export function readManifest(answer: HttpAnswer): Manifest {
  const { url, body, headers } = answer;
  const content = parseJson(answer);
  const mediaType = readMediaType(answer, content);
  const index = isIndexType(mediaType);
  const parsed = index ? indexBody.safeParse(content) : manifestBody.safeParse(content);
  if (!parsed.success) throw untrusted(url, "The answer is no valid manifest.", mediaType);
  const computed = sha256(body);
  const said = headers.get("docker-content-digest");
  if (said !== null && said !== computed) throw wrongDigest(url, said, computed, parsed.data);
  return "manifests" in parsed.data
    ? { kind: "index", digest: computed, mediaType, children: parsed.data.manifests }
    : { kind: "manifest", digest: computed, mediaType, config: parsed.data.config };
}

/** The media type that header and body agree on; a body that is both index and manifest is neither (CVE-2021-41190). */
function readMediaType({ url, headers }: HttpAnswer, content: unknown): string {
  const header = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const { mediaType, manifests, config, layers } = (content ?? {}) as Record<string, unknown>;
  if (isIndexType(header) === undefined)
    throw untrusted(
      url,
      "The answer is no image index and no image manifest.",
      `media type ${shownText(header)}`,
    );
  if (mediaType !== undefined && mediaType !== header)
    throw untrusted(
      url,
      "Header and body name different media types.",
      `header ${shownText(header)}, body ${shownText(mediaType)}`,
    );
  if (manifests !== undefined && (config !== undefined || layers !== undefined))
    throw untrusted(url, "The answer is an index and a manifest at once.");
  return header;
}

function wrongDigest(url: URL, said: string, computed: string, content: object) {
  const children = "manifests" in content ? (content.manifests as IndexChild[]) : [];
  const isChild = children.some((entry) => entry.digest === said);
  return untrusted(
    url,
    isChild
      ? "The registry names the digest of a child manifest for the index that it sends."
      : "The registry names another digest than that of what it sends.",
    `named ${shownText(said)}\nsent  ${computed}`,
  );
}
