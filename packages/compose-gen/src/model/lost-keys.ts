import { pathText } from "../path-text.ts";

interface Place {
  value: unknown;
  key: PropertyKey;
  parent?: Place;
}

/**
 * One line per key named `__proto__`, wherever it is: no record of JavaScript carries it, so its value would be lost
 * without a word.
 */
export function findLostKeys(input: unknown): string[] {
  const problems: string[] = [];
  const seen = new Set<unknown>();
  const open: Place[] = [{ value: input, key: "" }];
  for (let parent = open.pop(); parent; parent = open.pop()) {
    const { value } = parent;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [name, member] of Object.entries(value)) {
      const place = { value: member, key: Array.isArray(value) ? Number(name) : name, parent };
      if (name !== "__proto__") open.push(place);
      else problems.push(`${pathText(pathTo(place))}: no record can carry this key: choose another name`);
    }
  }
  return problems;
}

function pathTo(place: Place): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at: Place | undefined = place; at?.parent; at = at.parent) path.unshift(at.key);
  return path;
}
