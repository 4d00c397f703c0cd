import { dirname, relative, resolve } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { type OutputFile, outputFile, readIfPresent } from "../output/files.ts";
import { own } from "../own.ts";
import type { Definitions } from "../plan/definitions.ts";
import type { StackPlan } from "../plan/stack.ts";
import { renderCompose } from "../render/compose-yaml.ts";
import type { CliContext } from "./context.ts";

/** Where files go: absolute, and as the reader sees it. */
export interface OutputFolder {
  path: string;
  shown: string;
}

/** The folder of `--out`, by default `generated`. */
export function outputFolder(context: CliContext, out = "generated"): OutputFolder {
  const path = resolve(context.cwd, out);
  const shown = relative(context.cwd, path);
  return { path, shown: shown.startsWith("..") ? path : shown };
}

/** Every file of the plans, rendered in memory: Compose files, their `.env.example`, routes for nginx, and the README's tables. */
export async function renderFiles(
  context: CliContext,
  definitions: Definitions,
  plans: readonly StackPlan[],
  options: { folder: OutputFolder; readme?: string | undefined },
): Promise<OutputFile[]> {
  const { folder } = options;
  const files = plans.flatMap((plan) => {
    const examplePath = plan.path.replace(/\.yml$/, ".env.example");
    const example = own(definitions.envExamples, examplePath);
    return [
      outputFile(folder.path, folder.shown, plan.path, renderCompose(plan)),
      ...(example === undefined ? [] : [outputFile(folder.path, folder.shown, examplePath, example)]),
    ];
  });
  if (plans.some((plan) => plan.doors.length > 0)) {
    const { renderDoorFiles } = await import("../nginx/door-files.ts");
    for (const { path, content } of renderDoorFiles(plans))
      files.push(outputFile(folder.path, folder.shown, path, content));
  }
  if (options.readme !== undefined)
    files.push(await renderReadme(context, definitions, plans, options.readme));
  return files;
}

async function renderReadme(
  context: CliContext,
  definitions: Definitions,
  plans: readonly StackPlan[],
  file: string,
): Promise<OutputFile> {
  const { fillBlocks } = await import("../render/fill-block.ts");
  const { renderEndpointTable } = await import("../render/endpoint-table.ts");
  const { renderSdkLineTable, sdkLinesIn } = await import("../sdk-lines/index.ts");
  const path = resolve(context.cwd, file);
  const text = readIfPresent(path);
  if (text === undefined)
    throw new ComposeGenError({
      code: "README_MISSING",
      what: "The file whose tables should be filled does not exist.",
      where: path,
      next: `Create it in ${dirname(path)}, or leave out --readme.`,
    });
  const [profile] = definitions.profiles;
  const own = plans.filter(
    (plan) => plan.generation === definitions.defaultGeneration && plan.profile === profile?.name,
  );
  const shown = relative(context.cwd, path);
  const tables = {
    "compose-gen:endpoints": () => renderEndpointTable(own),
    "compose-gen:sdk-lines": () => renderSdkLineTable(sdkLinesIn(definitions)),
  };
  return { path, shown, content: fillBlocks(text, tables, shown) };
}
