import { z } from "zod";
import { validateConfig } from "../validate/config.ts";
import { generations } from "./generation.ts";
import { images } from "./image.ts";
import { lock } from "./lock.ts";
import { parse } from "./parse.ts";
import { profile } from "./profile.ts";
import { stack } from "./stack.ts";
import { name } from "./text.ts";

/** Everything that the generator renders from: plain data, serialisable as JSON. */
export const config = z.strictObject({
  /** Prefix of project names: `<project>-<stack>`. */
  project: name,
  /** Registry and path of the images that `IMAGE_REGISTRY` moves elsewhere. */
  imageRegistry: z.string().min(1).optional(),
  images,
  lock,
  generations,
  /** SDK version (`0.6.14` or `package@version`) whose generation is the default. */
  sdk: z.string().min(1),
  profiles: z.array(profile).min(1),
  /** Generation id → stacks of that generation. */
  stacks: z.record(name, z.array(stack)),
});

export type Config = z.infer<typeof config>;
export type ConfigInput = z.input<typeof config>;

/**
 * A checked configuration.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` with the path of each mistake and a suggestion
 */
export function defineConfig(input: ConfigInput): Config {
  const parsed = parse(config, input, "configuration");
  validateConfig(parsed);
  return parsed;
}
