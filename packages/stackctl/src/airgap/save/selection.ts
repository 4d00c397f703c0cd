import {
  type Definitions,
  type Generation,
  type ImageReplacements,
  planStack,
  renderCompose,
  type StackPlan,
} from "@unicity-sphere/compose-gen";
import { UsageError } from "../../errors.ts";
import { COMPOSE } from "../bundle/format.ts";

/** Which stacks a bundle is for. */
export interface Selection {
  definitions: Definitions;
  generation: Generation;
  /** Names; all of the generation when there are none. */
  stacks: readonly string[];
}

/** An image that files of the selection name. */
export interface SelectedImage {
  /** Keys in `images.json`. */
  keys: string[];
  reference: string;
  /** What the definition asks for, e.g. `linux/amd64`; null where any engine's own will do. */
  platform: string | null;
}

/** The files of the selection, in every profile. @throws UsageError for a stack that there is not */
export function planSelection(
  { definitions, generation, stacks }: Selection,
  replacements: ImageReplacements,
): StackPlan[] {
  const all = definitions.stacks[generation.id] ?? [];
  const names = all.map(({ name }) => name);
  const wrong = stacks.find((name) => !names.includes(name));
  if (wrong !== undefined)
    throw new UsageError(`There is no stack "${wrong}" in this generation.`, `Known: ${names.join(", ")}.`);
  const chosen = all.filter(({ name }) => stacks.length === 0 || stacks.includes(name));
  return definitions.profiles.flatMap((profile) =>
    chosen.map((stack) => planStack(definitions, stack, profile, generation, replacements)),
  );
}

/** Each image of the files once, by what they call it. */
export function selectedImages(plans: readonly StackPlan[]): SelectedImage[] {
  const found = new Map<string, SelectedImage>();
  for (const { images, compose } of plans)
    for (const { pin, reference } of images) {
      const service = Object.values(compose.services).find(({ image }) => image === reference);
      const known = found.get(reference) ?? { keys: [], reference, platform: service?.platform ?? null };
      if (!known.keys.includes(pin)) known.keys.push(pin);
      found.set(reference, known);
    }
  return [...found.values()];
}

/** Name in the bundle → text: Compose files and their examples of variables. */
export function renderSelection(
  { envExamples }: Definitions,
  plans: readonly StackPlan[],
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const plan of plans) {
    files[`${COMPOSE}${plan.path}`] = renderCompose(plan);
    const path = plan.path.replace(/\.yml$/, ".env.example");
    const example = envExamples[path];
    if (example !== undefined) files[`${COMPOSE}${path}`] = example;
  }
  return files;
}
