/**
 * Levenshtein distance with an adjacent swap counted once (optimal string alignment), as far as it matters: anything
 * above `limit` is `limit + 1`, found without comparing the rest.
 */
export function editDistance(left: string, right: string, limit: number): number {
  const far = limit + 1;
  if (Math.abs(left.length - right.length) > limit) return far;
  let [beforeLast, last, row] = [0, 1, 2].map(() => new Array<number>(right.length + 1).fill(far)) as [
    number[],
    number[],
    number[],
  ];
  for (let column = 0; column <= Math.min(limit, right.length); column++) last[column] = column;
  let lastBest = 0;
  for (let index = 1; index <= left.length; index++) {
    const from = Math.max(1, index - limit);
    const to = Math.min(right.length, index + limit);
    row[from - 1] = from === 1 && index <= limit ? index : far;
    let best = row[from - 1] as number;
    for (let column = from; column <= to; column++) {
      const change = left[index - 1] === right[column - 1] ? 0 : 1;
      let distance = Math.min(
        (last[column] as number) + 1,
        (row[column - 1] as number) + 1,
        (last[column - 1] as number) + change,
      );
      const swapped =
        index > 1 &&
        column > 1 &&
        left[index - 1] === right[column - 2] &&
        left[index - 2] === right[column - 1];
      if (swapped) distance = Math.min(distance, (beforeLast[column - 2] as number) + 1);
      row[column] = distance;
      if (distance < best) best = distance;
    }
    if (to < right.length) row[to + 1] = far;
    // A swap reaches back two rows: only two in a row beyond the limit end it.
    if (best > limit && lastBest > limit) return far;
    lastBest = best;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[right.length] as number, far);
}
