import { ComposeGenError } from "../errors.ts";
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
  /** What Compose pulls: `repository:tag@digest`, without digest while the lock has a waiver instead. */
  reference: string;
  digest: string | null;
  /** True when the lock has a digest for the pin, whatever replaces it. */
  locked: boolean;
  /** True when a replacement stands in for the pin. */
  replaced: boolean;
}

/** The reference of an image key in a generation. */
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
    reference: `${repository}:${image.tag}${suffix}`,
    digest: entry.digest,
    locked,
    replaced: moved && repository !== image.repository,
  };
}
