import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { Repository } from "../registry/repository.ts";
import type { StoredManifest } from "../registry/stored-manifest.ts";
import { INPUTS } from "./names.ts";
import type { ImageToRelease } from "./plan.ts";
import { decideMoving, type PlannedTag, tagTaken } from "./tag-rules.ts";

/**
 * Sets a tag that never moves. What it is now is asked right before: builds take long, and others may publish meanwhile.
 *
 * @throws ComposeGenError `TAG_TAKEN`, and what a registry may throw
 */
export async function pushImmutable(
  repository: Repository,
  tag: string,
  index: StoredManifest,
  image: ImageToRelease,
): Promise<PlannedTag> {
  const now = await repository.manifest(tag);
  if (now?.digest === index.digest) return { tag, action: "kept" };
  if (now) throw taken(repository, image, { tag, index: now });
  await repository.pushManifest(tag, index);
  return { tag, action: "set" };
}

/**
 * Moves the tag of a line, unless it is at a newer version or there already; it too is asked right before.
 *
 * @throws ComposeGenError what a registry may throw
 */
export async function pushMoving(
  repository: Repository,
  tag: string,
  index: StoredManifest,
  version: string,
): Promise<PlannedTag> {
  const action = decideMoving(await repository.manifest(tag), version, index.digest);
  if (action === "set" || action === "moved") await repository.pushManifest(tag, index);
  return { tag, action };
}

function taken(repository: Repository, image: ImageToRelease, held: { tag: string; index: StoredManifest }) {
  const parts = tagTaken(image, repository.name, [held]);
  if (held.index.annotations[INPUTS] !== image.inputs) return new ComposeGenError(parts);
  const cause = "Somebody else published the same at the same time.";
  return new ComposeGenError({
    ...parts,
    cause,
    next: "Run the same command again: it takes what is published.",
  });
}
