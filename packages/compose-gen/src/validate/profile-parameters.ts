import type { Config } from "../model/config.ts";
import { placeStack } from "../plan/place.ts";
import { planVariables } from "../plan/variables.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";

/** What a profile presets is a variable of some stack: a misspelled one would be ignored without a word. */
export function checkProfileParameters({ profiles, stacks }: Config, problems: Problems): void {
  for (const profile of profiles) {
    const names = Object.keys(profile.parameters);
    if (names.length === 0) continue;
    const known = new Set(
      Object.values(stacks)
        .flat()
        .flatMap((stack) => planVariables(placeStack(stack, profile), profile, ""))
        .map((variable) => variable.name),
    );
    for (const name of names)
      if (!known.has(name))
        problems.add(`profiles.${profile.name}.parameters.${name}`, "is a variable of no stack.", () =>
          suggestion(name, known),
        );
  }
}
