import { editDistance } from "./edit-distance.ts";

/**
 * The known name nearest to `name` (edit distance at most a third of its length, at least 1; a name of 1 or 2 characters
 * has none), or `undefined`. At the same distance the one with the same letters, then the one that comes first.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 200) return undefined;
  const limit = name.length < 3 ? 0 : Math.max(1, Math.floor(name.length / 3));
  const given = name.toLowerCase();
  let best: string | undefined;
  let bestRank = 2 * (limit + 1);
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const other = candidate.toLowerCase();
    const useful = Math.floor((bestRank - 1) / 2);
    const distance = editDistance(given, other, useful);
    if (distance > useful) continue;
    const rank = 2 * distance + (sameLetters(given, other) ? 0 : 1);
    if (rank < bestRank) [best, bestRank] = [candidate, rank];
    if (bestRank === 0) break;
  }
  return best;
}

const MOST_SHOWN = 50;

/**
 * A sentence that helps after an unknown name: the nearest one, else the known ones (at most 50).
 *
 * @param known in the order in which equally near ones are preferred
 * @param prefix what the reader writes before a name, e.g. `--`
 */
export function suggestion(name: string, known: Iterable<string>, prefix = ""): string {
  const names = [...known];
  const near = nearest(name, names);
  if (near) return `Did you mean "${prefix}${near}"?`;
  const some = names.length > MOST_SHOWN ? names.slice(0, MOST_SHOWN) : names;
  const all = some.sort().map((known) => `${prefix}${known}`);
  if (all.length === 0) return "None is defined.";
  const more = names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : "";
  return `Known: ${all.join(", ")}${more}.`;
}

function sameLetters(left: string, right: string): boolean {
  return left.length === right.length && [...left].sort().join() === [...right].sort().join();
}
