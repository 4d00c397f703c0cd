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
    const rank = 2 * editDistance(given, other) + (sameLetters(given, other) ? 0 : 1);
    if (rank < bestRank) [best, bestRank] = [candidate, rank];
  }
  return best;
}

/**
 * A sentence that helps after an unknown name: the nearest one, else all known ones.
 *
 * @param known in the order in which equally near ones are preferred
 * @param prefix what the reader writes before a name, e.g. `--`
 */
export function suggestion(name: string, known: Iterable<string>, prefix = ""): string {
  const names = [...known];
  const near = nearest(name, names);
  if (near) return `Did you mean "${prefix}${near}"?`;
  const all = names.sort().map((known) => `${prefix}${known}`);
  return all.length > 0 ? `Known: ${all.join(", ")}.` : "None is defined.";
}

function sameLetters(left: string, right: string): boolean {
  return left.length === right.length && [...left].sort().join() === [...right].sort().join();
}

/** Levenshtein distance with an adjacent swap counted once. */
function editDistance(left: string, right: string): number {
  const width = right.length + 1;
  const table = Array.from({ length: (left.length + 1) * width }, () => 0);
  const at = (row: number, column: number) => table[row * width + column] ?? 0;
  for (let row = 0; row <= left.length; row++) {
    for (let column = 0; column <= right.length; column++) {
      if (row === 0 || column === 0) {
        table[row * width + column] = row + column;
        continue;
      }
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      let distance = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + change,
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) distance = Math.min(distance, at(row - 2, column - 2) + 1);
      table[row * width + column] = distance;
    }
  }
  return at(left.length, right.length);
}
