import type { Definitions } from "@unicity-sphere/compose-gen";
import type { ImageToVerify } from "../../../verify/verify-images.ts";
import type { ContainerPlan, PartPlan } from "../plan.ts";

/**
 * The images of a plan. Ours are those of our registry, and whatever takes the place of one of them.
 *
 * @param overridden stack → service → image that a reader's file puts in the place of the planned one
 */
export function imagesToVerify(
  { parts, ownImages }: Pick<ContainerPlan, "parts" | "ownImages">,
  { images }: Pick<Definitions, "images">,
  overridden: (stack: string) => Readonly<Record<string, string>> = () => ({}),
): ImageToVerify[] {
  const found = new Map<string, ImageToVerify>();
  for (const { planned, reference, pin } of parts.flatMap((part) => imagesOf(part, overridden))) {
    const key = pin ?? nameOf(planned);
    const replaces = Object.hasOwn(images, key) && images[key]?.repository.startsWith(ownImages) === true;
    const own = replaces || [planned, reference].some((image) => image.startsWith(ownImages));
    const known = found.get(reference);
    if (!known || (own && !known.own)) found.set(reference, { key, reference, own });
  }
  return [...found.values()];
}

/** What each service of a stack is planned to run, and what it does run. */
function imagesOf(
  { stack, plan }: PartPlan,
  overridden: (stack: string) => Readonly<Record<string, string>>,
) {
  const instead = overridden(stack.name);
  const planned = Object.entries(plan.compose.services).map(([name, { image }]) => [name, image] as const);
  const added = Object.entries(instead).filter(([name]) => !Object.hasOwn(plan.compose.services, name));
  return [...planned, ...added].map(([name, image]) => ({
    planned: image,
    reference: instead[name] ?? image,
    pin: plan.images.find(({ reference }) => reference === image)?.pin,
  }));
}

/** `registry/path/name:tag@digest` → `name`. */
export function nameOf(reference: string): string {
  const path = reference.replace(/@.*$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/:.*$/, "");
}
