import { StackError } from "../errors.ts";
import type { StackDefinition } from "./definition.ts";

/** Stacks by name, loaded when one is used. */
const STACKS: Record<string, () => Promise<StackDefinition>> = {
  unicity: async () => (await import("../unicity/stack.ts")).unicityStack,
};

/** The stack of an instance that does not say another one. */
export const DEFAULT_STACK = "unicity";

/** @throws StackError `STACK_UNKNOWN` with the known ones */
export function loadStack(name: string): Promise<StackDefinition> {
  const load = STACKS[name];
  if (load) return load();
  throw new StackError({
    code: "STACK_UNKNOWN",
    what: `There is no stack "${name}".`,
    next: `Known: ${Object.keys(STACKS).join(", ")}.`,
  });
}
