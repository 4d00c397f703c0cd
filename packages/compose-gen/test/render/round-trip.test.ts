import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderCompose } from "../../src/index.ts";
import { interpolateAll } from "../../src/render/interpolate-file.ts";
import { hostileText } from "../support/hostile.ts";
import { stackOf } from "../support/minimal.ts";
import { planOf } from "../support/plan.ts";

const stacks = fc
  .record({
    command: fc.array(hostileText, { maxLength: 20 }),
    environment: fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/), hostileText, {
      maxKeys: 20,
    }),
    names: fc.uniqueArray(fc.constantFrom("on", "no", "y", "null", "007", "1e5", "0o7", "12_30", "true"), {
      minLength: 1,
    }),
  })
  .map(({ command, environment, names }) => ({
    command,
    environment,
    stack: stackOf(
      names.map((name) => ({ name, runtime: { kind: "container", image: "shop", command, environment } })),
    ),
  }));

test("a YAML reader gets back exactly what was planned, whether it follows YAML 1.2 or 1.1", () => {
  fc.assert(
    fc.property(stacks, ({ stack }) => {
      const plan = planOf(stack);
      const text = renderCompose(plan);
      expect(parse(text)).toEqual(plan.compose);
      expect(parse(text, { version: "1.1" })).toEqual(plan.compose);
    }),
    { numRuns: 500 },
  );
});

test("a rendered file holds no character that a YAML reader may refuse or drop, or that hides from a reviewer", () => {
  fc.assert(
    fc.property(stacks, ({ stack }) => {
      expect(renderCompose(planOf(stack))).not.toMatch(
        /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\ufffe\uffff]/u,
      );
    }),
    { numRuns: 300 },
  );
});

test("a literal value is what it was after Compose has replaced variables", () => {
  fc.assert(
    fc.property(stacks, ({ stack, command, environment }) => {
      for (const service of Object.values(planOf(stack).compose.services)) {
        const undo = (text: string) => interpolateAll(text, {}).replaceAll("$$", "$");
        expect((service.command ?? []).map(undo)).toEqual(command);
        for (const [name, value] of Object.entries(service.environment ?? {}))
          expect(undo(value)).toBe(environment[name]);
      }
    }),
    { numRuns: 300 },
  );
});

test("the same definition gives the same bytes in whatever order its parts are written", () => {
  fc.assert(
    fc.property(
      stacks.chain(({ stack, environment }) =>
        fc.record({
          stack: fc.constant(stack),
          services: fc.shuffledSubarray(stack.services, { minLength: stack.services.length }),
          keys: fc.shuffledSubarray(Object.keys(environment), { minLength: Object.keys(environment).length }),
        }),
      ),
      ({ stack, services, keys }) => {
        const reordered = services.map((service) => ({
          ...service,
          runtime: {
            ...service.runtime,
            environment: Object.fromEntries(keys.map((key) => [key, service.runtime.environment[key] ?? ""])),
          },
        }));
        expect(renderCompose(planOf({ ...stack, services: reordered }))).toBe(renderCompose(planOf(stack)));
      },
    ),
    { numRuns: 200 },
  );
});

test("a thousand services render, each once", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `service-${index}`);
  const stack = stackOf(
    names.map((name, index) => ({
      name,
      dependsOn: index === 0 ? {} : { [`service-${index - 1}`]: "started" },
    })),
  );
  const text = renderCompose(planOf(stack));
  expect(Object.keys(parse(text).services)).toEqual([...names].sort());
});
