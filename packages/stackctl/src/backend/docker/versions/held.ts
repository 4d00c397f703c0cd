import type { ComposeFile, StackPlan } from "@unicity-sphere/compose-gen";
import { parse } from "yaml";

/**
 * The plan of a stack as a file of before has it: services, images and all that Compose reads. What the file does not say,
 * such as checks, is as this stackctl has it.
 *
 * @param text a rendered file
 */
export function withHeldFile(plan: StackPlan, text: string | undefined): StackPlan {
  if (text === undefined) return plan;
  const compose = parse(text) as ComposeFile;
  const images = plan.images.map((image) => {
    const services = Object.entries(plan.compose.services).filter(
      ([, service]) => service.image === image.reference,
    );
    const held = services.map(([name]) => compose.services[name]?.image).find(Boolean);
    if (held === undefined || held === image.reference) return image;
    return { ...image, reference: held, digest: held.split("@")[1] ?? null, replaced: true };
  });
  return { ...plan, compose, images };
}

/**
 * Rendered files that name images by their id where the reference means another image by now: one that was built anew under
 * the same name.
 *
 * @param ids reference → id of the image that runs
 */
export function withImageIds(
  files: Readonly<Record<string, string>>,
  ids: ReadonlyMap<string, string>,
): Record<string, string> {
  const entries = Object.entries(files).map(([stack, text]) => {
    let changed = text;
    for (const [reference, id] of ids)
      changed = changed.replaceAll(`image: ${reference}\n`, `image: ${id}\n`);
    return [stack, changed] as const;
  });
  return Object.fromEntries(entries);
}
