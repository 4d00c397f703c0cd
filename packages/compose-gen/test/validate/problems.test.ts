import { expect, test } from "vitest";
import { collectProblems } from "../../src/validate/problems.ts";
import { stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

test("every problem is a line, and the first hundred have advice, which the others do not even work out", () => {
  const problems = collectProblems();
  let asked = 0;
  for (let index = 0; index < 500; index++)
    problems.add(`a[${index}]`, "is wrong.", () => `Advice ${++asked}.`);
  expect(problems.lines).toHaveLength(500);
  expect(problems.lines[99]).toBe("a[99]: is wrong. Advice 100.");
  expect(problems.lines[100]).toBe("a[100]: is wrong.");
  expect(asked).toBe(100);
});

test("hundreds of misspelt names are all told, the first ones with what was meant", () => {
  const names = Array.from({ length: 300 }, (_, index) => `service-${index}`);
  const lines = mistakes(() =>
    stackOf(names.map((name) => ({ name, dependsOn: { [name.replace("ice", "cie")]: "started" as const } }))),
  );
  expect(lines).toHaveLength(300);
  expect(lines[0]).toBe(
    'services.service-0.dependsOn: service "servcie-0" is not defined. Did you mean "service-0"?',
  );
  expect(lines[299]).toBe('services.service-299.dependsOn: service "servcie-299" is not defined.');
});
