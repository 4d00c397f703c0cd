import type { Operation } from "../../backend/backend.ts";
import type { Interrupts } from "../../cli/interrupts.ts";
import { instancePaths } from "../../instance/folders.ts";
import { DEFAULT_STACK, loadStack } from "../../stack/registry.ts";

/** What work on an instance needs of the command that it belongs to. */
export interface Surroundings {
  home: string;
  env: NodeJS.ProcessEnv;
  interrupts: Interrupts;
}

/** A soak tells about itself, not about each check of its instance. */
const QUIET: Operation["reporter"] = { step() {}, waiting() {}, check() {}, end() {} };

/** Work on an instance of this stack that nobody watches. */
export async function quietOperation(around: Surroundings, instance: string): Promise<Operation> {
  const stack = await loadStack(DEFAULT_STACK);
  return { ...around, instance, paths: instancePaths(around.home, instance), stack, reporter: QUIET };
}

/** The same for work that has to be finished although the reader has interrupted; a second time ends it. */
export function finishing(operation: Operation): Operation {
  const { force, dispose } = operation.interrupts;
  return { ...operation, interrupts: { signal: force, force, dispose } };
}
