import type { Stack } from "@unicity-sphere/compose-gen";
import { UsageError } from "../../../errors.ts";

/**
 * The stacks that stand alone, with the services that an `up` starts: a file that only joins the services of others is left
 * out, and so are services that only a Compose profile starts.
 */
export function singleStacks(stacks: readonly Stack[]): Stack[] {
  const single = stacks.filter((stack) => {
    const others = new Set(
      stacks
        .filter((other) => other !== stack && other.services.length < stack.services.length)
        .flatMap((other) => other.services.map(({ name }) => name)),
    );
    return !stack.services.every(({ name }) => others.has(name));
  });
  return single.map((stack) => ({
    ...stack,
    services: stack.services.filter(({ compose }) => compose?.profiles === undefined),
  }));
}

/**
 * The stacks of an instance: those asked for and those that it has; all of them when neither is said.
 *
 * @throws UsageError for a name that no stack has
 */
export function chooseParts(
  stacks: readonly Stack[],
  asked: readonly string[],
  known: readonly string[],
): Stack[] {
  const names = stacks.map(({ name }) => name);
  const wrong = asked.find((name) => !names.includes(name));
  if (wrong !== undefined)
    throw new UsageError(`There is no stack "${wrong}" in this generation.`, `Known: ${names.join(", ")}.`);
  const chosen = asked.length + known.length === 0 ? names : [...asked, ...known];
  return inOrder(stacks.filter(({ name }) => chosen.includes(name)));
}

/** Who provides before who consumes; a cycle keeps the order of the definitions. */
function inOrder(stacks: readonly Stack[]): Stack[] {
  const left = [...stacks];
  const ordered: Stack[] = [];
  while (left.length > 0) {
    const ready = left.findIndex((stack) => !left.some((other) => other !== stack && uses(stack, other)));
    ordered.push(...left.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}

/** Whether one stack consumes what the other provides. */
export function uses(consumer: Stack, provider: Stack): boolean {
  return Object.keys(consumer.consumes).some((key) => Object.hasOwn(provider.provides, key));
}
