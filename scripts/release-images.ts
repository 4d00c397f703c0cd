// Publishes the images of this commit. Usage: pnpm release:images [options], see --help.
// Exit codes: 0 published, or nothing to do · 1 refused, or a step failed · 2 not reached · 3 wrong usage.
import { join } from "node:path";
import { runCommand } from "rehearsal";
import { readCheckout } from "release";
import { readWorkspace } from "release/lockstep";
import { runReleaseCommand } from "./release-command.ts";
import { describeReport } from "./release-images/report.ts";
import { parseRequest, type ReleaseRequest, USAGE } from "./release-images/request.ts";
import { registryOf, runRelease } from "./release-images/run.ts";

async function release(request: ReleaseRequest): Promise<number> {
  const folder = join(import.meta.dirname, "..");
  const { env } = process;
  // Wrong usage is told before anything is read.
  registryOf(request, env);
  const state = await readCheckout(folder, { run: runCommand, env, source: request.source });
  const say = (line: string) => console.error(line);
  const result = await runRelease(request, { workspace: readWorkspace(folder), state, env, say });
  console.log(request.json ? JSON.stringify(result, null, 2) : describeReport(result));
  return result.problems.length > 0 ? 1 : 0;
}

await runReleaseCommand({ usage: USAGE, parse: parseRequest, run: release });
