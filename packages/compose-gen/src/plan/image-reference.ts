import { ComposeGenError } from "../errors.ts";
import { lockReference } from "../model/lock-reference.ts";
import { own } from "../own.ts";
import type { Definitions } from "./definitions.ts";

/** What replaces pins at render time: doubles, local builds, a mirror. */
export interface ImageReplacements {
  /** Image key → reference that is used instead of the pin. */
  images?: Record<string, string>;
  /** Registry and path instead of the configuration's `imageRegistry`, for our own images. */
  imageRegistry?: string;
}

/** An image as the rendered file names it. */
export interface PlannedImage {
  /** Key that the definition uses. */
  key: string;
  /** Key in `images.json` after the generation's redirection. */
  pin: string;
  /**
   * What Compose pulls: `repository:tag@digest`, without digest while the lock has a waiver instead; `repository@digest` of an
   * image that follows a tag.
   */
  reference: string;
  digest: string | null;
  /** True when the lock has a digest for the pin, whatever replaces it. */
  locked: boolean;
  /** True when a replacement stands in for the pin. */
  replaced: boolean;
}

/**
 * The reference of an image key in a generation.
 *
 * @throws ComposeGenError `IMAGE_UNKNOWN`; `IMAGE_UNRESOLVED` without a digest for an image that has no tag
 */
export function planImage(
  definitions: Definitions,
  generationImages: Record<string, string>,
  key: string,
  replacements: ImageReplacements,
): PlannedImage {
  const pin = own(generationImages, key) ?? key;
  const replacement = own(replacements.images, pin) ?? own(replacements.images, key);
  const image = own(definitions.images, pin);
  const entry = own(definitions.lock.images, pin);
  const locked = typeof entry?.digest === "string";
  if (replacement !== undefined)
    return { key, pin, reference: replacement, digest: null, locked, replaced: true };
  if (!image || !entry)
    throw new ComposeGenError({
      code: "IMAGE_UNKNOWN",
      what: `The image "${pin}" is not pinned and locked.`,
      where: `images.json, images.lock.json: ${pin}`,
      next: "Add the image to both files.",
    });
  if (entry.digest === null && image.tag === undefined) throw unresolved(pin, image.follows);
  const ownRegistry = definitions.imageRegistry;
  const moved =
    ownRegistry !== undefined &&
    replacements.imageRegistry !== undefined &&
    image.repository.startsWith(`${ownRegistry}/`);
  const repository = moved
    ? `${replacements.imageRegistry}${image.repository.slice(ownRegistry.length)}`
    : image.repository;
  const suffix = entry.digest === null ? "" : `@${entry.digest}`;
  return {
    key,
    pin,
    reference: `${lockReference({ repository, tag: image.tag })}${suffix}`,
    digest: entry.digest,
    locked,
    replaced: moved && repository !== image.repository,
  };
}

/** A moving tag is no substitute for a digest. */
function unresolved(pin: string, follows: string | undefined): ComposeGenError {
  return new ComposeGenError({
    code: "IMAGE_UNRESOLVED",
    what: `The lock has no digest for the image "${pin}", and nothing else says which image it is.`,
    where: `images.lock.json: ${pin}`,
    cause: `Its tag "${follows}" moves, so that it is only what a registry is asked for.`,
    next: `Run \`compose-gen lock --update ${pin}\` where its registry can be reached.`,
  });
}
