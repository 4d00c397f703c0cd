import fc from "fast-check";
import { expect, test } from "vitest";
import { compileConfig, planStack, renderCompose } from "../../src/index.ts";
import { readCompose } from "../../src/lint/compose/read.ts";
import { renderedLines } from "../../src/lint/definition/rendered-lines.ts";
import type { DocumentPath } from "../../src/lint/finding.ts";
import { toYaml } from "../../src/render/yaml.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { hostileText } from "../support/hostile.ts";

/** Every path of a value. */
function pathsOf(value: unknown, path: DocumentPath = []): DocumentPath[] {
  if (typeof value !== "object" || value === null) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function expectSameLines(text: string, content: unknown) {
  const parsed = readCompose(text, "compose.yml");
  const lineOf = renderedLines(text);
  for (const path of pathsOf(content)) expect([path, lineOf(path)]).toEqual([path, parsed.lineOf(path)]);
}

test("every line found in a rendered file is that of the parsed file", () => {
  const definitions = compileConfig(shopConfig());
  for (const generation of definitions.generations)
    for (const stack of definitions.stacks[generation.id] ?? [])
      for (const profile of definitions.profiles) {
        const plan = planStack(definitions, stack, profile, generation);
        expectSameLines(renderCompose(plan), plan.compose);
      }
});

test("texts that look like keys, items or comments mislead nobody", () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1 }), (texts) => {
      const block = texts.map((text) => `${text}\n  key:\n- item\n`).join("");
      const content = {
        services: { web: { command: [...texts, block], environment: { A: block }, image: "x" } },
      };
      expectSameLines(toYaml(content), content);
    }),
  );
});

test("a path that the file does not have is on the line of what is around it", () => {
  const lineOf = renderedLines("services:\n  web:\n    image: x\n  other:\n    user: y\n");
  expect(lineOf(["services", "web", "user"])).toBe(2);
  expect(lineOf(["services", "none"])).toBe(1);
  expect(lineOf(["volumes"])).toBeUndefined();
});
