import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderCompose, renderEnvExample } from "../../src/index.ts";
import { hostileText } from "../support/hostile.ts";
import { hostileSentence } from "../support/hostile-service.ts";
import { stackOf } from "../support/minimal.ts";
import { planOf } from "../support/plan.ts";

const message = hostileSentence.map((text) => text.replace(/[${}\r\n]/g, "") || "say it");

const plans = fc
  .record({ description: hostileSentence, message, name: hostileText.map((text) => text || "net") })
  .map(({ description, message, name }) => ({
    name,
    plan: planOf(
      stackOf([{ runtime: { kind: "container", image: "shop", command: [{ variable: "A" }] } }], {
        description,
        parameters: { A: { description, required: message, example: message } },
        networks: { default: { external: true, name } },
      }),
    ),
  }));

test("no text for people leaves the comment that it stands in", () => {
  fc.assert(
    fc.property(plans, ({ plan }) => {
      const text = renderCompose(plan);
      expect(parse(text)).toEqual(plan.compose);
      const header = text.slice(0, text.indexOf("\n\n"));
      for (const line of header.split(/[\n\r\u0085\u2028\u2029]/)) expect(line).toMatch(/^#/);
      expect(header).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u);
      const settings = renderEnvExample(plan)
        .split(/\r?\n/)
        .filter((line) => !/^(?:#.*)?$/s.test(line));
      expect(settings).toEqual(["A="]);
    }),
    { numRuns: 500 },
  );
});

test("the command that creates a network names it as a shell needs it", () => {
  const line = (name: unknown) => {
    const networks = { default: { external: true, name: name as string } };
    return /^# Once: docker network create (.*)$/m.exec(
      renderCompose(planOf(stackOf([{}], { networks }))),
    )?.[1];
  };
  expect(line("meeting")).toBe("meeting");
  expect(line({ variable: "NET", default: "meeting" })).toBe("meeting");
  expect(line({ variable: "NET", required: "a network" })).toBe('"$NET"');
  expect(line('a "b" `c` $d')).toBe('"a \\"b\\" \\`c\\` \\$d"');
});
