import { mkdir, readFile, writeFile } from "node:fs/promises";
import {
  parseJson,
  platformFields,
  platformName,
  type RegistryOptions,
  registryClient,
  registryTarget,
} from "@unicity-sphere/compose-gen/registry";
import { requireSpace } from "../../backup/space.ts";
import type { Reporter } from "../../output/reporter.ts";
import type { BundledImage } from "../bundle/format.ts";
import { parseReference, pinned } from "../reference.ts";
import { isTransient, noPlatform } from "./errors.ts";
import { type Blob, blobFile, fetchBlob } from "./fetch-blob.ts";
import { type ResolvedImage, resolveImage } from "./resolve.ts";
import type { SelectedImage } from "./selection.ts";

/** How images are collected. */
export interface CollectOptions {
  registry: RegistryOptions;
  env: Readonly<Record<string, string | undefined>>;
  /** Platforms that are wanted; all when there are none. What a definition asks for goes before. */
  platforms: readonly string[];
  /** Folder that keeps what has come, for the next attempt. */
  cache: string;
  /** The bundle, for the room that it takes. */
  file: string;
  reporter: Reporter;
}

/** Images of a bundle, and where all that they consist of lies. */
export interface Collected {
  images: { selected: SelectedImage; bundled: BundledImage }[];
  /** Digest → file. */
  blobs: Map<string, string>;
}

const ATTEMPTS = 3;
/** Blobs that are on their way at the same time. */
const LANES = 4;

/**
 * Fetches images byte for byte. What is in the cache, whole, is not fetched again.
 *
 * @throws ComposeGenError `REGISTRY_…`; StackError `DIGEST_MISMATCH`, `PLATFORM_MISSING`, `DISK_FULL`
 */
export async function collectImages(
  selected: readonly SelectedImage[],
  options: CollectOptions,
): Promise<Collected> {
  const { cache, env, file, registry, reporter } = options;
  const resolved = await Promise.all(
    selected.map(async (image) => {
      const reference = parseReference(image.reference);
      const client = registryClient(registryTarget(reference.repository, env), registry);
      const platforms = image.platform === null ? options.platforms : [image.platform];
      const found = await patiently(() => resolveImage(client, reference, platforms), registry);
      return { image, reference, client, platforms, found };
    }),
  );
  const wanted = new Map<string, Blob & { fetch(): Promise<string> }>();
  for (const { client, found } of resolved)
    for (const blob of found.blobs) {
      const fetch = () => patiently(() => fetchBlob(client, blob, cache, registry.timeout), registry);
      wanted.set(blob.digest, { ...blob, fetch });
    }
  const bytes = [...wanted.values()].reduce((sum, { size }) => sum + size, 0);
  await mkdir(cache, { recursive: true });
  requireSpace("the bundle and what it is made from", [
    { folder: cache, bytes },
    { folder: file, bytes },
  ]);
  const blobs = new Map<string, string>();
  const queue = [...wanted.values()];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      blobs.set(next.digest, await next.fetch());
      reporter.waiting("layers", `${blobs.size} of ${wanted.size} are here`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const { found } of resolved)
    for (const { digest, body } of [found.root, ...found.children]) {
      await writeFile(blobFile(cache, digest), body);
      blobs.set(digest, blobFile(cache, digest));
    }
  const images = resolved.map(async ({ image, reference, platforms, found }) => {
    const has = found.platforms.length > 0 ? found.platforms : [await platformOf(found, blobs)];
    const missing = platforms.filter((name) => !has.includes(name));
    if (missing.length > 0) throw noPlatform(image.reference, missing, has);
    const { digest, mediaType } = found.root;
    const { keys, platform } = image;
    return {
      selected: image,
      bundled: { keys, reference: pinned(reference, digest), digest, mediaType, platforms: has, platform },
    };
  });
  return { images: await Promise.all(images), blobs };
}

/** Of a single manifest: its configuration says it. */
async function platformOf({ blobs: [config] }: ResolvedImage, files: Collected["blobs"]): Promise<string> {
  const url = new URL(`file:${config?.digest}`);
  const body = await readFile(files.get(config?.digest ?? "") ?? "");
  return platformName(platformFields.parse(parseJson({ body, url })), url);
}

/** What may pass by itself is tried three times. */
async function patiently<Result>(act: () => Promise<Result>, { wait }: RegistryOptions): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await wait(1_000 * attempt);
    }
  }
}
