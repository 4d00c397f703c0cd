import { join } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { subjectsOf } from "../lint/definition/subject.ts";
import { type LintedFile, lint } from "../lint/lint.ts";
import { summarise } from "../lint/summary.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { readLintFile } from "./lint-file.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { configOption } from "./options.ts";
import { outputFolder } from "./outputs.ts";
import { findProfile } from "./selection.ts";

const options = {
  ...configOption,
  profile: { type: "string", value: "NAME", summary: "only this profile (default: every one)" },
  generation: { type: "string", value: "ID", summary: "only this generation (default: every one)" },
  file: {
    type: "string",
    multiple: true,
    value: "FILE",
    summary: "a Compose file of any origin instead of definitions; may be repeated",
  },
  format: { type: "string", default: "text", value: "text|json|github", summary: "form of the report" },
  out: { type: "string", value: "DIR", summary: "folder of the rendered files (default: generated)" },
  strict: { type: "boolean", summary: "a warning fails too" },
} as const satisfies CommandOptions;

export const lintCommand: Command = {
  arguments: "[stack…]",
  description: "Finds what is unsafe in every file that the definitions render, and lists the waivers.",
  options,
  examples: ["lint", "lint --file docker-compose.yml", "lint --strict --format github"],
  run: runLint,
};

const formats = {
  text: async () => (await import("../lint/report/people.ts")).reportForPeople,
  json: async () => (await import("../lint/report/json.ts")).reportAsJson,
  github: async () => (await import("../lint/report/github.ts")).reportForGitHub,
};

/**
 * `compose-gen lint [stack…]`: the findings of every file that the definitions render, or of the Compose files given
 * with `--file`. Ends with 1 when there is an error that nobody waived, with `--strict` also for a warning.
 */
export async function runLint(context: CliContext, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, options);
  const format = own(formats, values.format);
  if (!format)
    throw usage(`Unknown format "${values.format}".`, `Known: ${Object.keys(formats).join(", ")}.`);
  if (values.file && (positionals.length > 0 || values.config || values.profile || values.generation))
    throw usage("--file names the files itself.", "Leave out stacks, --config, --profile and --generation.");
  const today = new Date().toISOString().slice(0, 10);
  const linted = values.file
    ? lint(await Promise.all(values.file.map((file) => readLintFile(context, file))), today)
    : await lintDefinitions(context, today, positionals, values);
  const report = await format();
  context.out(
    report(linted.map(({ subject, findings }) => ({ file: subject.file, ...originOf(subject), findings }))),
  );
  const { errors, warnings } = summarise(linted.flatMap(({ findings }) => findings));
  return errors > 0 || (values.strict && warnings > 0) ? exitCodes.failed : exitCodes.ok;
}

/** All files are linted, so that a waiver which only another file needs is not called unused; the chosen ones are kept. */
async function lintDefinitions(
  context: CliContext,
  today: string,
  stacks: readonly string[],
  values: { config?: string; profile?: string; generation?: string; out?: string },
): Promise<LintedFile[]> {
  const definitions = await loadDefinitions(context, values.config, { acceptFindings: true });
  checkSelection(definitions, stacks, values);
  const { shown } = outputFolder(context, values.out);
  const linted = lint(
    subjectsOf(definitions, (path) => join(shown, path)),
    today,
    ({ stack, profile, generation }) =>
      (stacks.length === 0 || stacks.includes(stack)) &&
      (values.profile === undefined || profile === values.profile) &&
      (values.generation === undefined || generation === values.generation),
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
  definitions: Definitions,
  names: readonly string[],
  { profile, generation }: { profile?: string; generation?: string },
): void {
  findProfile(definitions, profile);
  const generations = definitions.generations.map(({ id }) => id);
  if (generation !== undefined && !generations.includes(generation))
    throw unknown("GENERATION_UNKNOWN", `There is no generation "${generation}".`, generations);
  const stacks = new Set(Object.values(definitions.stacks).flatMap((list) => list.map(({ name }) => name)));
  for (const name of names)
    if (!stacks.has(name)) throw unknown("STACK_UNKNOWN", `There is no stack "${name}".`, [...stacks]);
}

function unknown(code: string, what: string, known: readonly string[]): ComposeGenError {
  return new ComposeGenError({ code, what, next: `Known: ${[...known].sort().join(", ")}.` });
}

function originOf(subject: object): { stack?: string; profile?: string; generation?: string } {
  const { stack, profile, generation } = subject as { stack?: string; profile?: string; generation?: string };
  return stack === undefined || profile === undefined || generation === undefined
    ? {}
    : { stack, profile, generation };
}
