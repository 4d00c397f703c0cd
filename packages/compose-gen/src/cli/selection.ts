import { ComposeGenError } from "../errors.ts";
import type { Generation } from "../model/generation.ts";
import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import { type PlanOptions, planStack, type StackPlan } from "../plan/stack.ts";
import { usage } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import type { ImageMap } from "./image-map.ts";

/** Parsed values of the options that choose files. */
export interface SelectionValues {
  profile?: string | undefined;
  sdk?: string | undefined;
  generation?: string | undefined;
  "all-generations"?: boolean | undefined;
  "all-profiles"?: boolean | undefined;
  engine?: string | undefined;
  images?: ImageMap | undefined;
  "image-registry"?: string | undefined;
}

/**
 * The plans that the command line asks for: the named stacks (default all) in the chosen profiles and generations.
 *
 * @throws ComposeGenError `STACK_UNKNOWN`, `PROFILE_UNKNOWN`, `SDK_UNKNOWN`, `SDK_UNSUPPORTED`, `USAGE`, …
 */
export async function planSelection(
  context: CliContext,
  definitions: Definitions,
  names: readonly string[],
  values: SelectionValues,
): Promise<StackPlan[]> {
  if (values.profile !== undefined && values["all-profiles"])
    throw usage("--profile and --all-profiles exclude each other.", "Give one of them.");
  const profiles = values["all-profiles"] ? definitions.profiles : [findProfile(definitions, values.profile)];
  const generations = await chooseGenerations(definitions, values);
  const options = planOptions(context, values);
  return generations.flatMap((generation) => {
    const stacks = own(definitions.stacks, generation.id) ?? [];
    const chosen = names.length === 0 ? stacks : names.map((name) => findStack(stacks, name));
    return profiles.flatMap((profile) =>
      chosen.map((stack) => planStack(definitions, stack, profile, generation, options)),
    );
  });
}

function findStack(stacks: readonly Stack[], name: string): Stack {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack) return stack;
  throw unknown(
    "STACK_UNKNOWN",
    `There is no stack "${name}".`,
    stacks.map((candidate) => candidate.name),
  );
}

/** The profile with this name, by default the first one. */
export function findProfile(definitions: Definitions, name: string | undefined): Profile {
  const profile =
    name === undefined
      ? definitions.profiles[0]
      : definitions.profiles.find((candidate) => candidate.name === name);
  if (profile) return profile;
  throw unknown(
    "PROFILE_UNKNOWN",
    `There is no profile "${name}".`,
    definitions.profiles.map((candidate) => candidate.name),
  );
}

async function chooseGenerations(
  definitions: Definitions,
  { sdk, generation, "all-generations": all }: SelectionValues,
): Promise<Generation[]> {
  if ([sdk, generation, all || undefined].filter((choice) => choice !== undefined).length > 1)
    throw usage("--sdk, --generation and --all-generations exclude each other.", "Give one of them.");
  if (all) return definitions.generations;
  if (sdk !== undefined) {
    const { resolveSdkLine, sdkLinesIn } = await import("../sdk-lines/index.ts");
    const { id } = resolveSdkLine(sdkLinesIn(definitions), sdk);
    return definitions.generations.filter((row) => row.id === id);
  }
  const id = generation ?? definitions.defaultGeneration;
  const found = definitions.generations.filter((row) => row.id === id);
  if (found.length > 0) return found;
  const { findSdkLine, sdkLinesIn } = await import("../sdk-lines/index.ts");
  const lines = sdkLinesIn(definitions);
  if (lines.some((line) => line.id === id)) findSdkLine(lines, id);
  throw unknown(
    "GENERATION_UNKNOWN",
    `There is no generation "${id}".`,
    definitions.generations.map((row) => row.id),
  );
}

function planOptions(context: CliContext, values: SelectionValues): PlanOptions {
  const registry = values["image-registry"] ?? context.env.IMAGE_REGISTRY;
  if (registry && !/^[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?:\/[a-z0-9._-]+)*$/.test(registry))
    throw usage(
      `"${registry}" is no registry.`,
      "Write host[:port][/path] in lower case without a slash at the end.",
    );
  return {
    ...(registry ? { imageRegistry: registry } : {}),
    ...(values.engine === undefined ? {} : { engine: withMinor(values.engine) }),
    ...(values.images === undefined ? {} : { images: values.images.references }),
  };
}

/** `26` is the first release of its line. */
function withMinor(engine: string): string {
  return /^[0-9]{1,4}$/.test(engine) ? `${engine}.0` : engine;
}

function unknown(code: string, what: string, known: readonly string[]): ComposeGenError {
  return new ComposeGenError({ code, what, next: `Known: ${[...known].sort().join(", ")}.` });
}
