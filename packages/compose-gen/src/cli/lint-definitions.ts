import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { subjectsOf } from "../lint/definition/subject.ts";
import { type LintedFile, lint } from "../lint/lint.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import { usage } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { outputFolder } from "./outputs.ts";
import { findProfile } from "./selection.ts";

/**
 * The findings of the files that definitions render. All files are linted, so that a waiver which only another file needs is not called
 * unused; the chosen ones are kept.
 *
 * @throws ComposeGenError `STACK_UNKNOWN`, `GENERATION_UNKNOWN`, `PROFILE_UNKNOWN`, `USAGE` for the name of a file
 */
export async function lintDefinitions(
  context: CliContext,
  today: string,
  stacks: readonly string[],
  values: { config?: string; profile?: string; generation?: string; out?: string; format: string },
): Promise<LintedFile[]> {
  const definitions = await loadDefinitions(context, values.config, { acceptFindings: true });
  checkSelection(context, definitions, stacks, values);
  const { shown } = outputFolder(context, values.out);
  const linted = lint(
    subjectsOf(definitions, (path) => join(shown, path)),
    today,
    {
      waivedLines: values.format === "json",
      wanted: ({ stack, profile, generation }) =>
        (stacks.length === 0 || stacks.includes(stack)) &&
        (values.profile === undefined || profile === values.profile) &&
        (values.generation === undefined || generation === values.generation),
    },
  );
  if (linted.length > 0) return linted;
  throw unknown(
    "STACK_UNKNOWN",
    `The generation "${values.generation}" has no ${stacks.map((name) => `"${name}"`).join(" or ") || "stack"}.`,
    (own(definitions.stacks, values.generation ?? definitions.defaultGeneration) ?? []).map(
      ({ name }) => name,
    ),
  );
}

function checkSelection(
  context: CliContext,
  definitions: Definitions,
  names: readonly string[],
  { profile, generation }: { profile?: string; generation?: string },
): void {
  findProfile(definitions, profile);
  const generations = definitions.generations.map(({ id }) => id);
  if (generation !== undefined && !generations.includes(generation))
    throw unknown("GENERATION_UNKNOWN", `There is no generation "${generation}".`, generations);
  const stacks = new Set(Object.values(definitions.stacks).flatMap((list) => list.map(({ name }) => name)));
  for (const name of names) {
    if (stacks.has(name)) continue;
    if (isFileName(name) || existsSync(resolve(context.cwd, name)))
      throw usage(`"${name}" is a file, not a stack.`, `Lint it with: compose-gen lint --file ${name}`);
    throw unknown("STACK_UNKNOWN", `There is no stack "${name}".`, [...stacks]);
  }
}

/** True for what nobody calls a stack: a path, or the name of a YAML or JSON file. */
export function isFileName(text: string): boolean {
  return /[\\/]|\.(?:ya?ml|json)$/i.test(text);
}

function unknown(code: string, what: string, known: readonly string[]): ComposeGenError {
  return new ComposeGenError({ code, what, next: `Known: ${[...known].sort().join(", ")}.` });
}
