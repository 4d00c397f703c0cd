import { join, relative } from "node:path";
import { findExtraFiles } from "../output/extra.ts";
import { type ComparedFile, firstDifference } from "../output/files.ts";
import { completeCommands } from "./complete-commands.ts";
import { type CliContext, exitCodes } from "./context.ts";
import type { OutputFolder } from "./outputs.ts";

interface Problem {
  path: string;
  problem: "stale" | "missing" | "extra";
  line?: number;
}

const isExtra = ({ problem }: Problem) => problem === "extra";

/** Names stale, missing and (when the whole folder was rendered) extra files; 1 when there are any. */
export function reportCheck(
  context: CliContext,
  files: readonly ComparedFile[],
  options: { command: string; folder: OutputFolder | undefined; json: boolean },
): number {
  const problems: Problem[] = [];
  for (const { status, shown, content, current } of files) {
    if (status === "missing") problems.push({ path: shown, problem: "missing" });
    if (status === "changed")
      problems.push({ path: shown, problem: "stale", line: firstDifference(current ?? "", content) });
  }
  if (options.folder)
    for (const path of findExtraFiles(options.folder.path, files))
      problems.push({
        path: join(options.folder.shown, relative(options.folder.path, path)),
        problem: "extra",
      });
  if (options.json)
    context.out(`${JSON.stringify({ version: 1, ok: problems.length === 0, problems }, null, 2)}\n`);
  else if (problems.length === 0) context.out(`${files.length} files are up to date\n`);
  else {
    for (const { path, problem, line } of problems)
      context.err(`${problem.padEnd(7)} ${path}${line === undefined ? "" : `:${line}`}\n`);
    const advice = [
      ...(problems.every(isExtra) ? [] : [`render again: \`${options.command}\``]),
      ...(problems.some(isExtra) ? ["delete extra files"] : []),
    ];
    context.err(`next: ${completeCommands(context, advice.join(", and "))}\n`);
  }
  return problems.length === 0 ? exitCodes.ok : exitCodes.failed;
}
