import { existsSync } from "node:fs";
import { EXIT, StackError } from "../errors.ts";
import type { InstanceView } from "../stack/definition.ts";
import { instancePaths, listInstances } from "./folders.ts";
import { DEFAULT_INSTANCE } from "./names.ts";
import { type InstanceState, readInstanceState } from "./state.ts";

/**
 * The state of an instance that a verb was asked about.
 *
 * @throws StackError `INSTANCE_UNKNOWN` (exit 2) that lists the known ones
 */
export function requireInstance(home: string, instance: string): InstanceState {
  const state = readInstanceState(instancePaths(home, instance));
  if (state) return state;
  throw unknownInstance(home, instance);
}

/**
 * @param unfinished what an interrupted command has left to be done
 * @throws StackError `INSTANCE_STOPPED` (exit 2) unless at least one service was started and not taken down
 */
export function requireRunning(view: InstanceView, unfinished?: string): void {
  if (Object.values(view.services).some(({ started }) => started)) return;
  throw new StackError(
    {
      code: "INSTANCE_STOPPED",
      what: `The instance "${view.name}" is not running.`,
      where: view.root,
      ...(unfinished !== undefined && { evidence: unfinished }),
      next: `Start it: \`${commandLine("up", view.name)} --detach\`.`,
    },
    EXIT.unreachable,
  );
}

/** The error for an instance without a state, with the known ones. */
export function unknownInstance(home: string, instance: string): StackError {
  const known = listInstances(home).filter((name) => name !== instance);
  const interrupted = existsSync(instancePaths(home, instance).wipeMarker)
    ? "; a wipe of it was interrupted: the next `up` or `wipe` finishes it"
    : "";
  return new StackError(
    {
      code: "INSTANCE_UNKNOWN",
      what: `There is no instance "${instance}".`,
      where: home,
      evidence: `${known.length > 0 ? `known: ${known.join(", ")}` : "there is none yet"}${interrupted}`,
      next: `Start it: \`${commandLine("up", instance)} --detach\`${known.length > 0 ? ", or name a known one: `--instance NAME`" : ""}.`,
    },
    EXIT.unreachable,
  );
}

/** A command for people that works on this instance. */
export function commandLine(verb: string, instance: string): string {
  return `npx @unicity-sphere/stackctl ${verb}${instance === DEFAULT_INSTANCE ? "" : ` --instance ${instance}`}`;
}
