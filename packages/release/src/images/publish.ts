import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { checkedBlob } from "../layout/read-blob.ts";
import { readLayout } from "../layout/read-layout.ts";
import type { Repository } from "../registry/repository.ts";
import type { StoredManifest } from "../registry/stored-manifest.ts";
import type { OpenRepository } from "./observe.ts";
import type { ImageToRelease, PlannedImage } from "./plan.ts";
import { pushImmutable, pushMoving } from "./push-tag.ts";
import type { Release } from "./release.ts";
import { releaseIndex } from "./release-index.ts";
import type { PlannedTag } from "./tag-rules.ts";

/** What publishing needs besides a plan. */
export interface PublishOptions {
  open: OpenRepository;
  /** Folder with the OCI layout of an image; builds it where there is none. */
  layoutOf(image: ImageToRelease): Promise<string>;
  onStep?(step: PublishStep): void;
}

/** What was done last. */
export type PublishStep =
  | { image: string; step: "building" }
  | { image: string; step: "blob" | "manifest"; digest: string }
  | { image: string; step: "tag"; tag: string; digest: string };

/** An image as it is in the registry afterwards. */
export interface PublishedImage {
  name: string;
  repository: string;
  /** Of the index. */
  digest: string;
  mediaType: string;
  platforms: readonly string[];
  inputs: string;
  tags: PlannedTag[];
  /** Requests that changed the registry: blobs, manifests, tags. */
  sent: number;
}

/**
 * Publishes what a plan without problems says: first every image under its immutable tags, then the moving ones, so that a
 * line's tag never leads to half a release. Every tag is asked again right before it is set. Each step may be done twice: after a crash the same plan, made anew, goes on.
 *
 * @throws ComposeGenError `TAG_TAKEN`, `LAYOUT_…`, `PLATFORM_MISMATCH`, `LABEL_WRONG`, `DIGEST_MISMATCH`, and what a registry may throw
 */
export async function publishImages(
  images: readonly PlannedImage[],
  release: Release,
  options: PublishOptions,
): Promise<PublishedImage[]> {
  const published: PublishedImage[] = [];
  for (const image of images) published.push(await publishImage(image, release, options));
  for (const [at, image] of images.entries()) {
    const result = published[at] as PublishedImage;
    const repository = options.open(image.repository);
    const index = await requireManifest(repository, result.digest, result.digest);
    const moving = await pushMoving(repository, image.moving.tag, index, release.version);
    noteTag(result, moving, options);
  }
  return published;
}

async function publishImage(
  image: PlannedImage,
  release: Release,
  options: PublishOptions,
): Promise<PublishedImage> {
  const repository = options.open(image.repository);
  const { name, platforms, inputs, immutable } = image;
  const result: PublishedImage = {
    ...{ name, repository: image.repository, platforms, inputs },
    ...{ digest: "", mediaType: "", tags: [], sent: 0 },
  };
  const index = image.published ?? (await pushContent(image, release, repository, result, options));
  result.digest = index.digest;
  result.mediaType = index.mediaType;
  for (const { tag, action } of immutable) {
    const done: PlannedTag =
      action === "set" ? await pushImmutable(repository, tag, index, image) : { tag, action };
    noteTag(result, done, options);
  }
  await requireManifest(repository, release.version, index.digest);
  return result;
}

/** Sends what the index refers to, whole before anything refers to it. */
async function pushContent(
  image: PlannedImage,
  release: Release,
  repository: Repository,
  result: PublishedImage,
  { layoutOf, onStep }: PublishOptions,
): Promise<StoredManifest> {
  onStep?.({ image: image.name, step: "building" });
  const layout = readLayout(await layoutOf(image));
  const index = releaseIndex(layout, image, release);
  for (const { blobs, manifest } of layout.images) {
    for (const blob of blobs) {
      if (await repository.pushBlob(await checkedBlob(layout.folder, blob))) result.sent++;
      onStep?.({ image: image.name, step: "blob", digest: blob.digest });
    }
    await repository.pushManifest(manifest.digest, manifest);
    result.sent++;
    onStep?.({ image: image.name, step: "manifest", digest: manifest.digest });
  }
  return index;
}

function noteTag(result: PublishedImage, done: PlannedTag, { onStep }: PublishOptions): void {
  result.tags.push(done);
  if (done.action !== "set" && done.action !== "moved") return;
  result.sent++;
  onStep?.({ image: result.name, step: "tag", tag: done.tag, digest: result.digest });
}

/** What the registry answers now, which must be what was sent. */
async function requireManifest(
  repository: Repository,
  reference: string,
  digest: string,
): Promise<StoredManifest> {
  const found = await repository.manifest(reference);
  if (found?.digest === digest) return found;
  throw new ComposeGenError({
    code: "DIGEST_MISMATCH",
    what: "The registry answers with something else than what was published.",
    where: `${repository.name}:${reference}`,
    evidence: `published ${digest}\nanswered  ${found?.digest ?? "nothing"}`,
    cause: "Somebody else publishes at the same time, or a proxy on the way answers from memory.",
    next: "See who else has access, then run the same command again.",
  });
}
