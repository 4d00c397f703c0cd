import type { Image } from "./image.ts";

/** What the lock names an image by: `repository:tag`, or the repository alone where nothing but a digest says which image it is. */
export function lockReference({ repository, tag }: Pick<Image, "repository" | "tag">): string {
  return tag === undefined ? repository : `${repository}:${tag}`;
}
