import manifest from "../../package.json" with { type: "json" };
import { refuseFindings } from "../lint/definition/refuse.ts";
import type { Config } from "../model/config.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import { planStack } from "../plan/stack.ts";
import { envExamplePath, renderEnvExample } from "../render/env-example.ts";
import { validateLocked } from "../validate/locked.ts";
import { lockHash } from "./lock-hash.ts";
import { withReplaced } from "./replaced-images.ts";

/** How strict the compilation is. */
export interface CompileOptions {
  /** Also compiles what lint refuses, so that lint can show it. */
  acceptFindings?: boolean;
  /** Image keys that are replaced at render time: neither their lock nor their waivers matter. */
  replaced?: readonly string[];
  /** Current day as YYYY-MM-DD, after which waivers end; default: today in UTC. */
  today?: string;
}

/**
 * The configuration with everything that no command line changes worked out, as plain data: `render` then needs
 * neither zod nor Handlebars nor semver.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` when the lock lacks an image, or has another tag of it; `IMAGE_UNRESOLVED` when
 * a stack uses an image that has neither tag nor digest; `LINT_FAILED` when a stack breaks a rule of lint without a waiver that
 * counts today
 */
export function compileConfig(input: Config, options: CompileOptions = {}): Definitions {
  const config = withReplaced(input, options.replaced ?? []);
  validateLocked(config);
  const definitions: Definitions = {
    ...config,
    generatorVersion: manifest.version,
    lockHash: lockHash(input.lock),
    envExamples: {},
  };
  for (const generation of config.generations)
    for (const stack of own(config.stacks, generation.id) ?? [])
      for (const profile of config.profiles) {
        const plan = planStack(definitions, stack, profile, generation);
        definitions.envExamples[envExamplePath(plan.path)] = renderEnvExample(plan);
      }
  if (!options.acceptFindings)
    refuseFindings(definitions, options.today ?? new Date().toISOString().slice(0, 10));
  return definitions;
}
