import type { Stack } from "./stack.ts";

/** Services that start at the same time, in the order of the start: what waits for nothing, what waits for that, … */
export function phasesOf({ dependencies }: Pick<Stack, "dependencies">): string[][] {
  const phase = (service: string): number =>
    1 + Math.max(-1, ...(dependencies[service] ?? []).map((dependency) => phase(dependency)));
  const phases: string[][] = [];
  for (const service of Object.keys(dependencies).sort()) {
    const index = phase(service);
    phases[index] ??= [];
    phases[index].push(service);
  }
  return phases;
}
