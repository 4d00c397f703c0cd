// Follows a release of the SDK that leads the line. Usage: pnpm sdk-released VERSION, with its exact version
// Exit codes: 0 done, or nothing to do · 1 refused, or a step failed (undo: git restore .) · 3 wrong usage.
import { join } from "node:path";
import { ComposeGenError, describeError } from "@unicity-sphere/compose-gen";
import { exitCodeOf } from "release";
import { LEADING_SDK, planMove, readWorkspace, sdkReleased } from "release/lockstep";
import { requireCleanTree } from "./release-images/clean-tree.ts";
import { shownTools } from "./release-images/steps.ts";

const checkout = join(import.meta.dirname, "..");

async function follow([sdk, ...others]: string[]): Promise<string> {
  if (sdk === undefined || others.length > 0)
    throw new ComposeGenError({
      code: "USAGE",
      what: "One exact version is needed.",
      next: "pnpm sdk-released 0.6.15",
    });
  // Refused before the tree is looked at: a version that is none stays one.
  if (!planMove(readWorkspace(checkout), sdk))
    return `✔ ${LEADING_SDK} ${sdk} is what this repository follows`;
  await requireCleanTree(checkout);
  const moved = await sdkReleased(checkout, sdk, shownTools());
  return `✔ everything is ${moved?.version}, for ${LEADING_SDK} ${sdk} (generation ${moved?.generation}): test it, and commit it`;
}

try {
  console.log(await follow(process.argv.slice(2)));
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
