import type { ErrorParts } from "@unicity-sphere/compose-gen";
import type { StoredManifest } from "../registry/stored-manifest.ts";
import { INPUTS } from "./names.ts";
import { type Release, tagsOf } from "./release.ts";
import { decideMoving, type PlannedTag, tagTaken } from "./tag-rules.ts";

/** One image to publish. */
export interface ImageToRelease {
  name: string;
  /** Hash of what it is made from, `sha256:…`; see `hashInputs`. */
  inputs: string;
  /** Sorted `os/architecture`. */
  platforms: readonly string[];
  /** Reference of the image that it is built on. */
  base: string;
}

/** What the registry has under the tags of a release: tag → index, or nothing. */
export type Observed = Readonly<Record<string, StoredManifest | undefined>>;

/** What happens to one image. */
export interface PlannedImage extends ImageToRelease {
  /** With its registry. */
  repository: string;
  /** What is published already, which is not built again. */
  published?: StoredManifest;
  immutable: PlannedTag[];
  moving: PlannedTag;
}

/** A plan, and everything that stands in its way. */
export interface ImagesPlan {
  images: PlannedImage[];
  problems: ErrorParts[];
}

/** Plans the images of a release by what their repositories have; changes nothing. */
export function planImages(
  images: readonly ImageToRelease[],
  release: Release,
  observed: Readonly<Record<string, Observed>>,
): ImagesPlan {
  const problems: ErrorParts[] = [];
  const planned = images.map((image) => {
    const found = observed[image.name] ?? {};
    problems.push(...takenTags(image, release, found));
    return planImage(image, release, found);
  });
  return { images: planned, problems };
}

function planImage(image: ImageToRelease, release: Release, observed: Observed): PlannedImage {
  const tags = tagsOf(release);
  const published = tags.immutable
    .map((tag) => observed[tag])
    .find((index) => index?.annotations[INPUTS] === image.inputs);
  return {
    ...image,
    repository: `${release.registry}/${image.name}`,
    ...(published ? { published } : {}),
    immutable: tags.immutable.map((tag) => ({ tag, action: observed[tag] ? "kept" : "set" })),
    moving: {
      tag: tags.moving,
      action: decideMoving(observed[tags.moving], release.version, published?.digest),
    },
  };
}

/** Immutable tags that are something else, or not all the same. */
function takenTags(image: ImageToRelease, release: Release, observed: Observed): ErrorParts[] {
  const present = tagsOf(release).immutable.flatMap((tag) => {
    const index = observed[tag];
    return index ? [{ tag, index }] : [];
  });
  const other = present.filter(({ index }) => index.annotations[INPUTS] !== image.inputs);
  const digests = new Set(present.map(({ index }) => index.digest));
  if (other.length === 0 && digests.size < 2) return [];
  const repository = `${release.registry}/${image.name}`;
  return [tagTaken(image, repository, other.length > 0 ? other : present)];
}
