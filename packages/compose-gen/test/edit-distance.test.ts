import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../src/edit-distance.ts";

/** The definition itself: optimal string alignment, every way tried. */
function distance(left: string, right: string): number {
  if (left === "" || right === "") return left.length + right.length;
  const change = left[0] === right[0] ? 0 : 1;
  const ways = [
    distance(left.slice(1), right) + 1,
    distance(left, right.slice(1)) + 1,
    distance(left.slice(1), right.slice(1)) + change,
  ];
  if (left.length > 1 && right.length > 1 && left[0] === right[1] && left[1] === right[0])
    ways.push(distance(left.slice(2), right.slice(2)) + 1);
  return Math.min(...ways);
}

test("within the limit the distance is that of the definition, beyond it one more than the limit", () => {
  const word = fc.stringMatching(/^[abc]{0,6}$/);
  fc.assert(
    fc.property(word, word, fc.nat(7), (left, right, limit) => {
      expect(editDistance(left, right, limit)).toBe(Math.min(distance(left, right), limit + 1));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["lnit", "init", 1],
  ["lnit", "lint", 1],
  ["ca", "abc", 3],
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["abc", "abc", 0],
])("%s and %s are %i apart", (left, right, expected) => {
  expect(editDistance(left, right, 9)).toBe(expected);
  expect(editDistance(right, left, 9)).toBe(expected);
  if (expected > 0) expect(editDistance(left, right, expected - 1)).toBe(expected);
});
