import { rmSync, statSync } from "node:fs";
import type { Definitions, Lock, LockEntry } from "@unicity-sphere/compose-gen";
import { lockHash, lockText, readLock } from "@unicity-sphere/compose-gen/registry";
import { checkTarget } from "../../backup/make.ts";
import { VERSION } from "../../cli/version.ts";
import { makeFolder } from "../../instance/atomic-file.ts";
import { type BundledImage, type BundleManifest, LOCK } from "../bundle/format.ts";
import { writeBundle } from "../bundle/write.ts";
import { parseReference } from "../reference.ts";
import { type Collected, type CollectOptions, collectImages } from "./collect.ts";
import { layoutIndex } from "./layout-index.ts";
import { planSelection, renderSelection, type Selection, selectedImages } from "./selection.ts";

/** What a bundle is made from. */
export interface SaveRequest extends Selection, Omit<CollectOptions, "cache"> {
  /** Image key → reference that replaces the pin. */
  images: Readonly<Record<string, string>>;
  /** Folder for what has come; kept. Without one it is beside the bundle and goes when that is made. */
  cache: string | undefined;
  signal: AbortSignal;
}

/** A bundle that was made. */
export interface Saved {
  file: string;
  bytes: number;
  manifest: BundleManifest;
}

/**
 * Writes images, files and lock of a selection into one file that needs no registry.
 *
 * @throws StackError `FILE_EXISTS`, `DIGEST_MISMATCH`, `PLATFORM_MISSING`, `DISK_FULL`; ComposeGenError `REGISTRY_…`; UsageError
 */
export async function saveBundle(request: SaveRequest): Promise<Saved> {
  const { file, definitions, generation, reporter, signal } = request;
  checkTarget(file);
  const selected = selectedImages(planSelection(request, { images: { ...request.images } }));
  const cache = request.cache ?? `${file}.parts`;
  makeFolder(cache);
  reporter.step(`Collecting ${selected.length} images in ${cache}.`);
  const collected = await collectImages(selected, { ...request, cache });
  const lock = lockText(lockOf(definitions.lock, collected, request.registry.now()));
  const locked = withLock(definitions, readLock(lock, LOCK));
  const plans = planSelection(
    { ...request, definitions: locked },
    { images: pinnedImages(request.images, collected) },
  );
  const bundled = collected.images.map((image) => image.bundled);
  const manifest: BundleManifest = {
    schema: "unicity-stack/airgap@1",
    stackctl: VERSION,
    generation: generation.id,
    stacks: [...new Set(plans.map(({ stack }) => stack))],
    images: bundled,
  };
  const content = {
    ...{ manifest, lock, blobs: collected.blobs },
    index: layoutIndex(bundled, (digest) => statSync(collected.blobs.get(digest) ?? "").size),
    files: renderSelection(locked, plans),
  };
  reporter.waiting("bundle", "to be written");
  await writeBundle(file, content, signal);
  if (request.cache === undefined) rmSync(cache, { recursive: true, force: true });
  return { file, bytes: statSync(file).size, manifest };
}

/** Key → what was given, with its digest; all others have theirs from the lock. */
function pinnedImages(
  given: Readonly<Record<string, string>>,
  { images }: Collected,
): Record<string, string> {
  const pairs = Object.entries(given).map(([key, reference]) => {
    const found = images.find(({ selected }) => selected.reference === reference);
    return [key, found?.bundled.reference ?? reference] as const;
  });
  return Object.fromEntries(pairs);
}

/** The definitions as if the digests of this bundle had been in their lock. */
function withLock(definitions: Definitions, lock: Lock): Definitions {
  const images = { ...definitions.lock.images, ...lock.images };
  return { ...definitions, lock: { ...lock, images }, lockHash: lockHash(lock) };
}

/** The lock of what is in the bundle; a digest that was asked for just now says so. */
function lockOf(lock: Lock, { images }: Collected, now: Date): Lock {
  const entries = images.flatMap(({ selected, bundled }) =>
    selected.keys.map((key) => {
      const known = lock.images[key];
      return [key, known?.digest === bundled.digest ? known : confirmed(bundled, now)] as const;
    }),
  );
  return { lockVersion: 1, images: Object.fromEntries(entries) };
}

function confirmed({ reference, digest, mediaType, platforms }: BundledImage, now: Date): LockEntry {
  const { repository, tag } = parseReference(reference);
  return {
    reference: tag === undefined ? repository : `${repository}:${tag}`,
    ...{ digest, mediaType, platforms },
    source: `registry ${repository.split("/")[0]}`,
    resolvedAt: now.toISOString(),
    verified: true,
  };
}
