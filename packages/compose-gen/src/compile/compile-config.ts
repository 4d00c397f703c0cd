import manifest from "../../package.json" with { type: "json" };
import type { Config } from "../model/config.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import { planStack } from "../plan/stack.ts";
import { envExamplePath, renderEnvExample } from "../render/env-example.ts";
import { validateLocked } from "../validate/locked.ts";
import { lockHash } from "./lock-hash.ts";

/**
 * The configuration with everything that no command line changes worked out, as plain data: `render` then needs
 * neither zod nor Handlebars nor semver.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` when the lock lacks an image, or has another tag of it
 */
export function compileConfig(config: Config): Definitions {
  validateLocked(config);
  const definitions: Definitions = {
    ...config,
    generatorVersion: manifest.version,
    lockHash: lockHash(config.lock),
    envExamples: {},
  };
  for (const generation of config.generations)
    for (const stack of own(config.stacks, generation.id) ?? [])
      for (const profile of config.profiles) {
        const plan = planStack(definitions, stack, profile, generation);
        definitions.envExamples[envExamplePath(plan.path)] = renderEnvExample(plan);
      }
  return definitions;
}
