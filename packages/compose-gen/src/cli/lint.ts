import { lint } from "../lint/lint.ts";
import { summarise } from "../lint/summary.ts";
import { own } from "../own.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import { completeCommands } from "./complete-commands.ts";
import { type CliContext, exitCodes, todayOf } from "./context.ts";
import { isFileName, lintDefinitions } from "./lint-definitions.ts";
import { readLintFile } from "./lint-file.ts";
import { configOption } from "./options.ts";

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
  if (values.file) checkFileArguments(values.file, positionals, values);
  const today = todayOf(context);
  const linted = values.file
    ? lint(await Promise.all(values.file.map((file) => readLintFile(context, file))), today)
    : await lintDefinitions(context, today, positionals, values);
  const report = await format();
  const text = report(
    linted.map(({ subject, findings }) => ({ file: subject.file, ...originOf(subject), findings })),
  );
  context.out(values.format === "text" ? completeCommands(context, text) : text);
  const { errors, warnings } = summarise(linted.flatMap(({ findings }) => findings));
  return errors > 0 || (values.strict && warnings > 0) ? exitCodes.failed : exitCodes.ok;
}

/** With `--file` nothing else says what is linted. @throws ComposeGenError `USAGE` */
function checkFileArguments(
  files: readonly string[],
  positionals: readonly string[],
  values: { config?: string; profile?: string; generation?: string },
): void {
  if (positionals.some(isFileName)) {
    const repeated = [...files, ...positionals].map((file) => `--file ${file}`).join(" ");
    throw usage("--file takes one file.", `Repeat it: compose-gen lint ${repeated}`);
  }
  if (positionals.length > 0 || values.config || values.profile || values.generation)
    throw usage("--file names the files itself.", "Leave out stacks, --config, --profile and --generation.");
}

function originOf(subject: object): { stack?: string; profile?: string; generation?: string } {
  const { stack, profile, generation } = subject as { stack?: string; profile?: string; generation?: string };
  return stack === undefined || profile === undefined || generation === undefined
    ? {}
    : { stack, profile, generation };
}
