import type { Definitions } from "@unicity-sphere/compose-gen";
import type { ImageToVerify } from "../../../verify/verify-images.ts";
import type { ContainerPlan } from "../plan.ts";
import { neededImages } from "./presence.ts";

/** The images of a plan. Ours are those of our registry, and whatever takes the place of one of them. */
export function imagesToVerify(
  { parts, ownImages }: Pick<ContainerPlan, "parts" | "ownImages">,
  { images }: Pick<Definitions, "images">,
): ImageToVerify[] {
  const planned = parts.flatMap(({ plan }) => plan.images);
  return neededImages(parts).map(({ reference }) => {
    const key = planned.find((image) => image.reference === reference)?.pin ?? nameOf(reference);
    const replaces = Object.hasOwn(images, key) && images[key]?.repository.startsWith(ownImages) === true;
    return { key, reference, own: replaces || reference.startsWith(ownImages) };
  });
}

/** `registry/path/name:tag@digest` → `name`. */
export function nameOf(reference: string): string {
  const path = reference.replace(/@.*$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/:.*$/, "");
}
