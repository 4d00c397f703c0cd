import { createHash } from "node:crypto";
import {
  ACCEPT_MANIFESTS,
  type HttpAnswer,
  isUnknown,
  parseJson,
  platformFields,
  platformName,
  type RegistryClient,
  readManifest,
  untrusted,
} from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import { digest } from "../bundle/format.ts";
import type { Reference } from "../reference.ts";
import { noPlatform, otherContent } from "./errors.ts";
import type { Blob } from "./fetch-blob.ts";

/** An index or manifest, byte for byte. */
export interface Document {
  digest: string;
  mediaType: string;
  body: Buffer;
}

/** All that an image is in a registry. */
export interface ResolvedImage {
  root: Document;
  /** The manifests of the chosen platforms, below an index; else none. */
  children: Document[];
  /** Configurations and layers. */
  blobs: Blob[];
  /** Of the children; empty where there is no index: the configuration says it. */
  platforms: string[];
}

const size = z.int().nonnegative();
const indexBody = z.object({
  manifests: z.array(
    z.object({
      digest,
      platform: platformFields.optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const manifestBody = z.object({
  config: z.object({ digest, size }),
  layers: z.array(z.object({ digest, size })).max(1_000),
});

/** An attestation of BuildKit names the manifest that it belongs to. */
const BELONGS_TO = "vnd.docker.reference.digest";

/**
 * What a reference leads to, down to its blobs, which are not fetched yet.
 *
 * @param platforms that are wanted; all when there are none
 * @throws ComposeGenError `REGISTRY_…`; StackError `DIGEST_MISMATCH`, `PLATFORM_MISSING`
 */
export async function resolveImage(
  client: RegistryClient,
  { repository, tag, digest: pin }: Reference,
  platforms: readonly string[],
): Promise<ResolvedImage> {
  const answer = await client.get(`manifests/${pin ?? tag}`, ACCEPT_MANIFESTS);
  const root = documentOf(answer, pin);
  if (readManifest(answer).kind === "manifest")
    return { root, children: [], blobs: blobsOf(answer), platforms: [] };
  const { manifests } = valid(indexBody, answer);
  const named = manifests.flatMap(({ digest, platform }) =>
    platform && !isUnknown(platform) ? [{ digest, name: platformName(platform, answer.url) }] : [],
  );
  const kept = named.filter(({ name }) => platforms.length === 0 || platforms.includes(name));
  const missing = platforms.filter((name) => !named.some((child) => child.name === name));
  if (missing.length > 0 || kept.length === 0)
    throw noPlatform(
      `${repository}:${tag ?? pin}`,
      missing,
      named.map(({ name }) => name),
    );
  const attached = manifests.filter(({ annotations }) =>
    kept.some((child) => child.digest === annotations?.[BELONGS_TO]),
  );
  const digests = new Set([...kept, ...attached].map((child) => child.digest));
  const answers = await Promise.all(
    [...digests].map(async (child) => {
      const found = await client.get(`manifests/${child}`, ACCEPT_MANIFESTS);
      if (readManifest(found).kind === "index") throw untrusted(found.url, "An index holds another index.");
      return { document: documentOf(found, child), blobs: blobsOf(found) };
    }),
  );
  return {
    root,
    children: answers.map(({ document }) => document),
    blobs: answers.flatMap(({ blobs }) => blobs),
    platforms: [...new Set(kept.map(({ name }) => name))].sort(),
  };
}

/** The answer as it came. @throws StackError `DIGEST_MISMATCH` when it is not what was asked for */
function documentOf(answer: HttpAnswer, asked: string | undefined): Document {
  const came = `sha256:${createHash("sha256").update(answer.body).digest("hex")}`;
  if (asked !== undefined && came !== asked)
    throw otherContent(`${answer.url.origin}${answer.url.pathname}`, asked, came);
  return { digest: came, mediaType: readManifest(answer).mediaType, body: answer.body };
}

function blobsOf(answer: HttpAnswer): Blob[] {
  const { config, layers } = valid(manifestBody, answer);
  return [config, ...layers];
}

function valid<Schema extends z.ZodType>(schema: Schema, answer: HttpAnswer): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data;
  throw untrusted(answer.url, "The answer is no valid manifest.", z.prettifyError(parsed.error));
}
