import { pathText } from "../path-text.ts";

interface Step {
  value: object;
  key: PropertyKey;
  parent: Step | undefined;
  depth: number;
  leave: boolean;
}

const MAX_DEPTH = 500;

/** One line per value that holds itself or is nested without end: nothing could walk or write such a definition. */
export function findEndlessData(input: unknown): string[] {
  const problems: string[] = [];
  const finished = new Set<object>();
  const around = new Set<object>();
  const open: Step[] = [];
  const enter = (value: unknown, key: PropertyKey, parent: Step | undefined) => {
    if (typeof value !== "object" || value === null || finished.has(value)) return;
    const step = { value, key, parent, depth: (parent?.depth ?? -1) + 1, leave: false };
    if (around.has(value)) problems.push(`${pathTo(step)}: holds itself: write the data without references`);
    else if (step.depth > MAX_DEPTH) problems.push(`${pathTo(step)}: is nested more than ${MAX_DEPTH} deep`);
    else open.push(step);
  };
  enter(input, "", undefined);
  for (let step = open.pop(); step; step = open.pop()) {
    const { value } = step;
    if (step.leave) {
      around.delete(value);
      finished.add(value);
    } else if (!finished.has(value)) {
      around.add(value);
      open.push({ ...step, leave: true });
      for (const [key, member] of Object.entries(value))
        enter(member, Array.isArray(value) ? Number(key) : key, step);
    }
  }
  return problems;
}

/** The way to a value; of a long one its start. */
function pathTo(step: Step): string {
  const path: PropertyKey[] = [];
  for (let at: Step | undefined = step; at?.parent; at = at.parent) path.unshift(at.key);
  return pathText(path.slice(0, 20)) + (path.length > 20 ? "…" : "");
}
