// Publishes the packages of this version to npm. Usage: pnpm release:npm [options], see --help.
// Exit codes: 0 published, or nothing to do · 1 refused, or a step failed · 2 not reached · 3 wrong usage.
import { join } from "node:path";
import { runCommand } from "rehearsal";
import { readWorkspace } from "release/lockstep";
import { runReleaseCommand } from "./release-command.ts";
import { type NpmRequest, parseRequest, USAGE } from "./release-npm/request.ts";
import { describeNpmReport, runNpmRelease } from "./release-npm/run.ts";

async function release(request: NpmRequest): Promise<number> {
  const workspace = readWorkspace(join(import.meta.dirname, ".."));
  const say = (line: string) => console.error(line);
  const report = await runNpmRelease(request, { workspace, run: runCommand, say });
  console.log(request.json ? JSON.stringify(report, null, 2) : describeNpmReport(report));
  return report.problems.length > 0 ? 1 : 0;
}

await runReleaseCommand({ usage: USAGE, parse: parseRequest, run: release });
