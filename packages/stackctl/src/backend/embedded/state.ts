import { StackError } from "../../errors.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import { type EmbeddedState, newInstanceState, readInstanceState } from "../../instance/state.ts";
import type { Operation, Place } from "../backend.ts";
import type { Session } from "./session.ts";

/**
 * The state of an instance of processes.
 *
 * @returns undefined when the instance has none
 * @throws StackError as `readInstanceState`; `BACKEND_DIFFERS` when it runs in containers
 */
export function readEmbeddedState(paths: InstancePaths): EmbeddedState | undefined {
  const state = readInstanceState(paths);
  if (state === undefined || state.backend === "embedded") return state;
  throw new StackError({
    code: "BACKEND_DIFFERS",
    what: `The instance "${state.instance}" runs in containers.`,
    where: paths.stateFile,
    next: "Use another instance: `--instance NAME`; or wipe this one first.",
  });
}

/** The session of a command on an instance; a damaged state is as good as none, so that it can be deleted. */
export function sessionOf(operation: Operation, { tolerant = false } = {}): Session {
  return { ...operation, state: knownState(operation, tolerant) };
}

/** The state of the instance, or that of a new one. */
export function knownState({ paths, instance, stack }: Place, tolerant = false): EmbeddedState {
  const fresh = () => newInstanceState({ instance, stack: stack.name, portBase: null, now: new Date() });
  try {
    return readEmbeddedState(paths) ?? fresh();
  } catch (error) {
    if (tolerant && error instanceof StackError && error.code === "STATE_CORRUPT") return fresh();
    throw error;
  }
}
