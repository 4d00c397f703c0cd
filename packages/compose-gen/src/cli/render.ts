import { compareFiles } from "../output/files.ts";
import { refuseForeign } from "../output/foreign.ts";
import { writeAll } from "../output/write.ts";
import { parseArguments } from "./arguments.ts";
import { reportCheck } from "./check.ts";
import type { Command, CommandOptions } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { readImageMap } from "./image-map.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { selectionOptions } from "./options.ts";
import { outputFolder, renderFiles } from "./outputs.ts";
import { planSelection } from "./selection.ts";
import { shellWord } from "./shell-word.ts";

const options = {
  ...selectionOptions,
  check: { type: "boolean", summary: "write nothing; exit 1 and name stale, missing and extra files" },
  "dry-run": { type: "boolean", summary: "write nothing; say what would be written" },
  stdout: { type: "boolean", summary: "print the Compose file instead" },
  json: { type: "boolean", summary: "print the plan and the files as JSON" },
} as const satisfies CommandOptions;

export const renderCommand: Command = {
  arguments: "[stack…]",
  description:
    "Writes the Compose files of the named stacks (default: all) and their .env.example, all or none.",
  options,
  examples: [
    "render",
    "render shop --profile host --stdout",
    "render --all-generations --all-profiles --check",
  ],
  run: runRender,
};

/** `compose-gen render`: everything is rendered in memory before the first file is touched. */
export async function runRender(context: CliContext, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, options);
  const images = readImageMap(context, values.images);
  const definitions = await loadDefinitions(context, values.config, { images });
  const plans = await planSelection(context, definitions, positionals, { ...values, images });
  const folder = outputFolder(context, values.out);
  const files = compareFiles(
    await renderFiles(context, definitions, plans, { folder, readme: values.readme }),
  );
  if (values.stdout) {
    const composeFiles = files.filter((file) => file.path.endsWith(".yml"));
    context.out(composeFiles.map((file) => file.content).join("---\n"));
    return exitCodes.ok;
  }
  if (values.check) {
    const whole =
      positionals.length === 0 && values["all-generations"] === true && values["all-profiles"] === true;
    return reportCheck(context, files, {
      command: ["compose-gen render", ...positionals.map(shellWord)].join(" "),
      folder: whole ? folder : undefined,
      json: values.json === true,
    });
  }
  const pending = files.filter((file) => file.status !== "unchanged");
  refuseForeign(pending);
  if (!values["dry-run"]) writeAll(pending);
  if (values.json) {
    const summary = files.map(({ shown, status }) => ({ path: shown, status }));
    context.out(
      `${JSON.stringify({ version: 1, written: !values["dry-run"], files: summary, plans }, null, 2)}\n`,
    );
    return exitCodes.ok;
  }
  const verb = values["dry-run"] ? "would write" : "wrote";
  for (const { shown } of pending) context.out(`${verb} ${shown}\n`);
  const same = files.length - pending.length;
  if (same > 0) context.out(`${same} ${same === 1 ? "file is" : "files are"} up to date\n`);
  return exitCodes.ok;
}
