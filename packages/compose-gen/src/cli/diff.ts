import { compareFiles } from "../output/files.ts";
import { renderDiff } from "../output/line-diff.ts";
import { parseArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { readImageMap } from "./image-map.ts";
import { loadDefinitions } from "./load-definitions.ts";
import { selectionOptions } from "./options.ts";
import { outputFolder, renderFiles } from "./outputs.ts";
import { planSelection } from "./selection.ts";

export const diffCommand: Command = {
  arguments: "[stack…]",
  description:
    "Shows what `render` with the same options would change; exit 1 when it would change something.",
  options: selectionOptions,
  examples: ["diff", "diff shop --profile host"],
  run: runDiff,
};

/** `compose-gen diff`: what `render` would change in the output folder; 1 when it would change something. */
export async function runDiff(context: CliContext, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, selectionOptions);
  const images = readImageMap(context, values.images);
  const definitions = await loadDefinitions(context, values.config, { images });
  const plans = await planSelection(context, definitions, positionals, { ...values, images });
  const folder = outputFolder(context, values.out);
  const files = compareFiles(
    await renderFiles(context, definitions, plans, { folder, readme: values.readme }),
  );
  const changed = files.filter((file) => file.status !== "unchanged");
  for (const { shown, current, content } of changed) {
    context.out(`--- ${current === undefined ? "/dev/null" : shown}\n+++ ${shown}\n`);
    context.out(`${renderDiff(current ?? "", content)}\n`);
  }
  if (changed.length === 0) context.out("No differences\n");
  return changed.length === 0 ? exitCodes.ok : exitCodes.failed;
}
