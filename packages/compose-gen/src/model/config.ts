import { z } from "zod";
import { validateConfig } from "../validate/config.ts";
import { generation } from "./generation.ts";
import { images } from "./image.ts";
import { lock } from "./lock.ts";
import { parse } from "./parse.ts";
import { profile } from "./profile.ts";
import { type Stack, stack } from "./stack.ts";
import { name } from "./text.ts";

/** Everything that the generator renders from: plain data, serialisable as JSON. */
export const config = z.strictObject({
  /** For editors: where the JSON Schema of this file is. */
  $schema: z.string().optional(),
  /** Prefix of project names: `<project>-<stack>`. */
  project: name,
  /** Registry and path of the images that `IMAGE_REGISTRY` moves elsewhere. */
  imageRegistry: z.string().min(1).optional(),
  images,
  /** Without a lock nothing renders until `compose-gen lock --update` wrote one. */
  lock: lock.default({ lockVersion: 1, images: {} }),
  /** Sets of images that differ; without them there is one. */
  generations: z
    .array(generation)
    .min(1)
    .default([{ id: "default", images: {} }]),
  /** Id of the generation whose files lie at the top of the output folder; default the first one. */
  defaultGeneration: name.optional(),
  /** Where the stacks are rendered for; the first is the default. */
  profiles: z
    .array(profile)
    .min(1)
    .prefault([{ name: "local", description: "This machine: loopback ports, no TLS" }]),
  /** Stacks of every generation, or generation id → its stacks. */
  stacks: z.union([z.array(stack).min(1), z.record(name, z.array(stack))]),
  /** Data of extensions by their name, kept as it is. */
  extensions: z.record(name, z.unknown()).default({}),
});

type Parsed = z.infer<typeof config>;

/** A checked configuration with all defaults filled in. */
export interface Config extends Omit<Parsed, "$schema" | "defaultGeneration" | "stacks"> {
  defaultGeneration: string;
  /** Generation id → stacks of that generation. */
  stacks: Record<string, Stack[]>;
}
export type ConfigInput = z.input<typeof config>;

/**
 * A checked configuration.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` with the path of each mistake and a suggestion
 */
export function defineConfig(input: ConfigInput): Config {
  const normalised = normalise(parse(config, input, "configuration"));
  validateConfig(normalised);
  return normalised;
}

function normalise({ $schema: _, stacks, defaultGeneration, ...rest }: Parsed): Config {
  const [first = { id: "default" }] = rest.generations;
  return {
    ...rest,
    defaultGeneration: defaultGeneration ?? first.id,
    stacks: Array.isArray(stacks)
      ? Object.fromEntries(rest.generations.map(({ id }) => [id, stacks]))
      : stacks,
  };
}
