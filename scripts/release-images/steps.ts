import { runCommand } from "rehearsal";
import type { Step, Tools } from "release/lockstep";

/** What a change of versions uses, with its steps on standard error. */
export function shownTools(): Tools {
  return {
    run: runCommand,
    now: () => new Date(),
    onStep: (step) => console.error(`· ${describe(step)}`),
  };
}

function describe(step: Step): string {
  if ("command" in step) return step.command;
  const { length } = step.written;
  return length > 5 ? `${length} files written` : `written: ${step.written.join(", ")}`;
}
