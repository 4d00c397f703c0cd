import { readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { ComposeGenError } from "../errors.ts";
import { type InitPlan, planInit, projectName } from "../init/plan.ts";
import { outputFile } from "../output/files.ts";
import { writeAll } from "../output/write.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { shellWord } from "./shell-word.ts";

const options = {
  js: { type: "boolean", summary: "a configuration in JavaScript, for a Node.js older than 22.18" },
  "dry-run": { type: "boolean", summary: "write nothing; say what would be written" },
  json: { type: "boolean", summary: "print the files and what comes next as JSON" },
} as const satisfies CommandOptions;

export const initCommand: Command = {
  arguments: "[dir]",
  description:
    "Writes a configuration to start from, with scripts for npm; changes no file that is there already.",
  options,
  examples: ["init", "init shop", "init shop --js"],
  run: runInit,
};

/** `compose-gen init [dir]`: a configuration to start from; writes all of its files, or none when one of them exists. */
export async function runInit(context: CliContext, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, options);
  const [directory = ".", ...others] = positionals;
  if (others.length > 0) throw usage("init takes one folder.", "compose-gen init [dir]");
  const folder = resolve(context.cwd, directory);
  const shown = relative(context.cwd, folder);
  const present = namesIn(folder);
  const plan = planInit(
    { project: projectName(basename(folder)), language: values.js ? "js" : "ts", version: manifest.version },
    (name) => present.includes(name),
  );
  if (plan.conflicts.length > 0) throw alreadyThere(folder, plan.conflicts);
  if (!values["dry-run"])
    writeAll(plan.create.map((file) => outputFile(folder, shown, file.name, file.content)));
  const report: InitPlan = {
    ...plan,
    next: [...(shown === "" ? [] : [{ command: `cd ${shellWord(shown)}` }]), ...plan.next],
  };
  context.out(values.json ? asJson(report, values["dry-run"] === true) : describe(report, values["dry-run"]));
  return exitCodes.ok;
}

/** Names in a folder; none when it cannot be listed, which writing to it then explains. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function asJson({ create, keep, next }: InitPlan, dryRun: boolean): string {
  const files = create.map(({ name, content }) => ({ name, content }));
  const commands = next.map(({ command }) => command);
  return `${JSON.stringify({ version: 1, written: !dryRun, files, keep, next: commands }, null, 2)}\n`;
}

function describe({ create, keep, next }: InitPlan, dryRun = false): string {
  const width = Math.max(...next.filter(({ purpose }) => purpose).map(({ command }) => command.length));
  return [
    ...create.map(({ name }) => `${dryRun ? "would write" : "wrote"} ${name}`),
    ...keep.map((name) => `kept ${name}`),
    "",
    "Describe your services in the configuration and their images in images.json. Then:",
    ...next.map(({ command, purpose }) =>
      purpose ? `  ${command.padEnd(width)}  # ${purpose}` : `  ${command}`,
    ),
    "",
  ].join("\n");
}

function alreadyThere(folder: string, names: readonly string[]): ComposeGenError {
  return new ComposeGenError({
    code: "INIT_EXISTS",
    what: "The folder has files that init would write; nothing was written.",
    where: folder,
    evidence: names.join("\n"),
    next: "Go on with them, or choose another folder: compose-gen init DIR",
  });
}
