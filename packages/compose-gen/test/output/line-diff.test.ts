import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines, renderDiff } from "../../src/output/line-diff.ts";

const texts = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });

test("kept and removed lines are the old text, kept and added lines are the new one", () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      expect(lines.filter((line) => line.kind !== "+").map((line) => line.text)).toEqual(before);
      expect(lines.filter((line) => line.kind !== "-").map((line) => line.text)).toEqual(after);
    }),
    { numRuns: 1_000 },
  );
});

test("one changed line is one removed and one added", () => {
  const kinds = diffLines(["a", "b", "c"], ["a", "x", "c"]).map((line) => line.kind);
  expect(kinds.sort()).toEqual([" ", " ", "+", "-"]);
});

test("only the surroundings of a change are shown", () => {
  const before = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const after = before.with(50, "changed");
  expect(renderDiff(before.join("\n"), after.join("\n"), 1)).toBe(
    [" line 49", "-line 50", "+changed", " line 51"].join("\n"),
  );
  expect(renderDiff(before.join("\n"), after.with(80, "too").join("\n"), 0)).toBe(
    ["-line 50", "+changed", "@@", "-line 80", "+too"].join("\n"),
  );
});
