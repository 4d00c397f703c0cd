import { join } from "node:path";
import { phase } from "./phase.mjs";
import { root, runAttached, runQuietly } from "./process.mjs";

/** Builds, renders the compose files and brings the embedded stack up; `args` go to `stackctl up`. */
export async function run(args) {
  phase("Building and rendering the compose files", () => {
    const result = runQuietly("turbo", ["run", "build", "render", "--output-logs=errors-only"]);
    if (!result.ok) throw new Error(result.output);
  });
  return runAttached(process.execPath, [join(root, "packages/stackctl/bin/stackctl.js"), "up", ...args]);
}
