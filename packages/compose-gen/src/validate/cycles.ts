import type { Stack } from "../model/stack.ts";
import type { Problems } from "./problems.ts";

/** No service waits for itself over others. Each cycle is shown once, as the way around it. */
export function checkDependencyCycles(stack: Stack, problems: Problems): void {
  const dependencies = new Map(stack.services.map(({ name, dependsOn }) => [name, Object.keys(dependsOn)]));
  for (const cycle of findCycles(dependencies))
    problems.add(`services.${cycle[0]}.dependsOn`, `is a cycle: ${cycle.join(" → ")}`);
}

/** Each way around over at least two names, once, with the start repeated at the end. */
export function findCycles(dependencies: Map<string, string[]>): string[][] {
  const finished = new Set<string>();
  return [...dependencies.keys()].flatMap((start) => {
    const cycle = findCycle(start, dependencies, finished);
    return cycle ? [cycle] : [];
  });
}

/** Depth-first search without recursion: chains of thousands of services are fine. */
function findCycle(
  start: string,
  dependencies: Map<string, string[]>,
  finished: Set<string>,
): string[] | undefined {
  const path: string[] = [];
  const onPath = new Set<string>();
  const stack: { name: string; leave: boolean }[] = [{ name: start, leave: false }];
  let cycle: string[] | undefined;
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { name, leave } = step;
    if (leave) {
      path.pop();
      onPath.delete(name);
      finished.add(name);
      continue;
    }
    if (onPath.has(name)) {
      const around = [...path.slice(path.indexOf(name)), name];
      if (around.length > 2) cycle ??= around;
      continue;
    }
    if (finished.has(name)) continue;
    path.push(name);
    onPath.add(name);
    stack.push({ name, leave: true });
    for (const next of dependencies.get(name) ?? []) stack.push({ name: next, leave: false });
  }
  return cycle;
}
