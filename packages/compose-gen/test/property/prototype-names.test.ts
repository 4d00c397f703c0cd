import { expect, test } from "vitest";
import { composeStacks } from "../../src/index.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { planOf } from "../support/plan.ts";

/** Names that every JavaScript object answers although nobody put them there. */
const answered = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== "__proto__");

test.each(answered)("a variable named %s has the default that the definition gives it, or none", (name) => {
  const command = [{ variable: name }, { variable: `${name}2`, default: "x" }];
  const stack = stackOf([{ runtime: { kind: "container", image: "shop", command } }]);
  const plan = planOf(stack);
  expect(plan.compose.services.web?.command).toEqual([`\${${name}:-}`, `\${${name}2:-x}`]);
  expect(plan.variables.find((variable) => variable.name === name)).toEqual({ name });
});

test("an image named constructor has to be defined like any other", () => {
  const runtime = { kind: "container", image: "constructor" } as const;
  expect(() => planOf(stackOf([{ runtime }]))).toThrow(/IMAGE_UNKNOWN/);
});

test("an endpoint named constructor is only wired to a provider that exists", () => {
  const command = [{ consumes: "constructor" }];
  const consumer = stackOf([{ runtime: { kind: "container", image: "shop", command } }], {
    consumes: { constructor: { variable: "URL", message: "a URL" } },
  });
  const alone = composeStacks({ name: "alone", description: "Nobody provides.", stacks: [consumer] });
  expect(Object.keys(alone.consumes)).toEqual(["constructor"]);

  const provider = stackOf(
    [
      serviceInput({
        name: "constructor",
        endpoints: { http: { port: 80, protocol: "http" } },
        health: { command: ["true"] },
      }),
    ],
    { name: "provider", provides: { constructor: { service: "constructor", endpoint: "http" } } },
  );
  const wired = composeStacks({ name: "wired", description: "One provides.", stacks: [consumer, provider] });
  expect(wired.services.find((service) => service.name === "web")?.dependsOn).toEqual({
    constructor: "healthy",
  });
});
