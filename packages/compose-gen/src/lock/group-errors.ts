import type { ErrorParts } from "../errors.ts";

/** Errors that differ only in their place become one that lists the places: a network that is down is told once. */
export function groupErrors(failures: readonly { key: string; error: ErrorParts }[]): ErrorParts[] {
  const groups = new Map<string, { keys: string[]; places: string[]; error: ErrorParts }>();
  for (const { key, error } of failures) {
    const { where = "", ...same } = error;
    const id = JSON.stringify([same.code, same.what, same.evidence, same.cause, same.next]);
    const group = groups.get(id) ?? { keys: [], places: [], error };
    groups.set(id, group);
    group.keys.push(key);
    if (where) group.places.push(where);
  }
  return [...groups.values()].map(({ keys, places, error }) => ({
    ...error,
    what: `${keys.join(", ")}: ${error.what}`,
    ...(places.length > 0 ? { where: places.join("\n") } : {}),
  }));
}
