import { UsageError } from "../../errors.ts";
import { planWipe, type WipePlan, wipeFiles } from "../../instance/wipe.ts";
import { processState } from "../../process/identity.ts";
import type { Operation, Place, PlannedWipe, WipeScope } from "../backend.ts";
import { knownState, sessionOf } from "./state.ts";
import { takeDown } from "./take-down.ts";

/** What a wipe of the files would do; a damaged state does not stand in its way. */
export function planEmbeddedWipe(place: Place, { secrets, only }: WipeScope): PlannedWipe {
  if (only !== undefined)
    throw new UsageError(
      `The processes of "${place.stack.name}" have one state: --only ${only} cannot leave the rest of it.`,
      "Leave out --only; it is for containers.",
    );
  const state = knownState(place, true);
  const running = Object.entries(state.services)
    .filter(([, { process }]) => process && processState(process) !== "gone")
    .map(([name]) => name);
  return { plan: planWipe(place.paths, place.stack.stateEntries, state.exports, secrets), running };
}

/** Stops what runs and deletes what the plan says. */
export async function wipeEmbedded(operation: Operation, plan: WipePlan): Promise<void> {
  await takeDown(sessionOf(operation, { tolerant: true }));
  wipeFiles(operation.paths, plan);
}
