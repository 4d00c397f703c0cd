import type { Config } from "../model/config.ts";
import { invalid } from "../model/parse.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import { checkFixedNames } from "./fixed-names.ts";
import { checkImages } from "./images.ts";
import { validatePlaced } from "./placed.ts";
import { collectProblems } from "./problems.ts";
import { checkProfileParameters } from "./profile-parameters.ts";
import { validateStack } from "./stack.ts";

/**
 * What only the whole configuration shows: every image used is pinned and locked, every generation has stacks,
 * nothing has two names.
 *
 * @throws ComposeGenError `DEFINITION_INVALID`, one line per mistake
 */
export function validateConfig(config: Config): void {
  const problems = collectProblems();
  checkImages(config, problems);
  const ids = new Set<string>();
  for (const { id } of config.generations) {
    if (ids.has(id)) problems.add(`generations.${id}`, "is listed twice");
    ids.add(id);
    if (!own(config.stacks, id))
      problems.add(`stacks.${id}`, `is missing: the generation ${id} needs stacks`);
  }
  if (!ids.has(config.defaultGeneration))
    problems.add("defaultGeneration", `no such generation. ${suggestion(config.defaultGeneration, ids)}`);
  for (const [id, stacks] of Object.entries(config.stacks)) {
    if (!ids.has(id)) problems.add(`stacks.${id}`, `no such generation. ${suggestion(id, ids)}`);
    for (const [index, stack] of stacks.entries()) {
      validateStack(stack);
      for (const profile of config.profiles) validatePlaced(stack, profile);
      if (stacks.findIndex((other) => other.name === stack.name) !== index)
        problems.add(`stacks.${id}.${stack.name}`, "is defined twice");
    }
  }
  checkProfileParameters(config, problems);
  for (const stacks of Object.values(config.stacks))
    for (const profile of config.profiles) checkFixedNames(stacks, profile, problems);
  const directories = new Map<string, string>();
  for (const { name, directory } of config.profiles) {
    const owner = directories.get(directory);
    if (owner) problems.add(`profiles.${name}.directory`, `"${directory}" is already that of ${owner}`);
    if (ids.has(directory))
      problems.add(`profiles.${name}.directory`, `"${directory}" is a generation's folder`);
    directories.set(directory, name);
  }
  if (problems.lines.length > 0) throw invalid("configuration", problems.lines);
}
