// Follows a release of the SDK that leads the line. Usage: pnpm sdk-released VERSION, with its exact version
// Exit codes: 0 done, or nothing to do · 1 refused, or a step failed (the same command finishes it) · 3 wrong usage.
import { join } from "node:path";
import { ComposeGenError, describeError } from "@unicity-sphere/compose-gen";
import { exitCodeOf } from "release";
import {
  finishUndo,
  isMoveBegun,
  LEADING_SDK,
  planMove,
  readWorkspace,
  sdkReleased,
  UNDO_MOVE,
} from "release/lockstep";
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
  const tools = shownTools();
  finishUndo(checkout, tools);
  // Refused before the tree is looked at: a version that is none stays one.
  const workspace = readWorkspace(checkout);
  const move = planMove(workspace, sdk);
  const begun = isMoveBegun(workspace, sdk);
  if (!move && !begun) return `✔ ${LEADING_SDK} ${sdk} is what this repository follows`;
  if (!begun) await requireCleanTree(checkout, UNDO_MOVE);
  const moved = await sdkReleased(checkout, sdk, tools);
  return `✔ everything is ${moved?.version}, for ${LEADING_SDK} ${sdk} (generation ${moved?.generation}): test it, and commit it`;
}

try {
  console.log(await follow(process.argv.slice(2)));
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
