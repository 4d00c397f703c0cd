import { describe, expect, test } from "vitest";
import { lint } from "../../src/lint/lint.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { exampleSubject, today } from "../support/lint.ts";

const found = (example: (typeof rules)[number]["red"]) =>
  lint([exampleSubject(example)], today)
    .flatMap(({ findings }) => findings)
    .filter((finding) => !finding.waived);

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("the red example gives this finding", () => {
    const findings = found(rule.red);
    expect(findings.map((finding) => finding.rule)).toContain(id);
    expect(findings.find((finding) => finding.rule === id)?.severity).toBe(rule.severity);
  });

  test("the red example breaks no other rule", () => {
    // What an expired waiver covered is found again.
    const allowed = id === "waiver.expired" ? [id, "user.non-root"] : [id];
    expect(found(rule.red).map((finding) => `${finding.rule} ${finding.path}`)).toHaveLength(allowed.length);
    expect([...new Set(found(rule.red).map((finding) => finding.rule))].sort()).toEqual(allowed.sort());
  });

  test("the green example gives no finding of any rule", () => {
    expect(found(rule.green)).toEqual([]);
  });
});

test("names of rules are unique", () => {
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
});
