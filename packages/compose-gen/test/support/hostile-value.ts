import fc from "fast-check";
import type { Value, ValuePart } from "../../src/model/value.ts";
import { hostileText } from "./hostile.ts";

/** A variable as the author of a stack means it, and what its reader sets. */
export interface HostileVariable {
  name: string;
  /** `parameter`: described once for the stack; otherwise at each reference. */
  declared: "parameter" | "reference";
  meaning: { default: string } | { required: string } | Record<string, never>;
  /** What the reader's environment holds; an empty text counts as not set. */
  set?: string;
}

/** Text that Compose can carry inside `${NAME:-…}`. */
const insideBraces = hostileText.map((text) => text.replace(/[${}\r\n]/g, ""));

/** Variables whose names are also members of every JavaScript object, or words of YAML. */
export const hostileVariables = fc
  .array(
    fc.record({
      hint: fc.constantFrom("constructor", "toString", "valueOf", "NULL", "on", "_", "V"),
      declared: fc.constantFrom("parameter" as const, "reference" as const),
      kind: fc.constantFrom("default", "required", "optional"),
      text: insideBraces,
      set: fc.option(hostileText, { nil: undefined }),
    }),
    { minLength: 6, maxLength: 6 },
  )
  .map((recipes) =>
    recipes.map(({ hint, kind, text, set, declared }, index): HostileVariable => {
      const name = index === 0 ? "constructor" : index === 1 ? "toString" : `${hint}_${index}`;
      if (kind === "required")
        return { name, declared, meaning: { required: text || "say it" }, set: set || "set" };
      const meaning = kind === "default" ? { default: text } : {};
      return { name, declared, meaning, ...(set === undefined ? {} : { set }) };
    }),
  );

/** What stands in the position of a value before the variables of its stack are known. */
export type Recipe = string | { pick: number } | { place: "endpoint" | "consumes"; path: string };

const path = hostileText.map((text) => `/${text.replace(/\s/g, "")}`);
const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.record({ pick: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ place: fc.constantFrom("endpoint" as const, "consumes" as const), path }),
  },
);

/** A value: hostile text, a reference, or several of them joined. */
export const hostileRecipe: fc.Arbitrary<Recipe | Recipe[]> = fc.oneof(
  { weight: 5, arbitrary: recipe },
  { weight: 1, arbitrary: fc.array(recipe, { minLength: 1, maxLength: 5 }) },
);

/** The value as a definition writes it. */
export function asValue(recipe: Recipe | Recipe[], variables: readonly HostileVariable[]): Value {
  return Array.isArray(recipe)
    ? { join: recipe.map((part) => partOf(part, variables)) }
    : partOf(recipe, variables);
}

function partOf(recipe: Recipe, variables: readonly HostileVariable[]): ValuePart {
  if (typeof recipe === "string") return recipe;
  if ("place" in recipe)
    return recipe.place === "endpoint"
      ? { endpoint: "hub/http", path: recipe.path }
      : { consumes: "other", path: recipe.path };
  const variable = variables[recipe.pick] as HostileVariable;
  return { variable: variable.name, ...(variable.declared === "reference" ? variable.meaning : {}) };
}

/** The text that the container has to get. Written without the generator: it is what the generator is held against. */
export function meant(recipe: Recipe | Recipe[], variables: readonly HostileVariable[]): string {
  if (Array.isArray(recipe)) return recipe.map((part) => meant(part, variables)).join("");
  if (typeof recipe === "string") return recipe;
  if ("place" in recipe)
    return `${recipe.place === "endpoint" ? "http://hub:8080" : "http://other.example"}${recipe.path}`;
  const { meaning, set } = variables[recipe.pick] as HostileVariable;
  return set || ("default" in meaning ? meaning.default : "");
}
