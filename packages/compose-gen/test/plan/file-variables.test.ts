import { expect, test } from "vitest";
import { compileConfig, defineConfig, planStack, renderCompose, type StackInput } from "../../src/index.ts";
import { fileVariables } from "../../src/plan/file-variables.ts";
import { stackOf } from "../support/minimal.ts";

/** Where `#` is written for `$`, which a linter takes for a mistake in ordinary text. */
const compose = (text: string) => text.replaceAll("#", "$");

test.each<[string, ReturnType<typeof fileVariables>]>([
  ["no variable", []],
  ["##A #### #1 # #{} #{1}", []],
  ["#A", [{ name: "A" }]],
  ["#{A}", [{ name: "A" }]],
  ["###A", [{ name: "A" }]],
  ["#{A-x}", [{ name: "A", default: "x" }]],
  ["#{A:-x y}", [{ name: "A", default: "x y" }]],
  ["#{A:-}", [{ name: "A" }]],
  ["#{A?}", [{ name: "A", required: "must be set" }]],
  ["#{A:?say it}", [{ name: "A", required: "say it" }]],
  ["#{A:+x}", [{ name: "A" }]],
  ["#{A:+#B}", [{ name: "A" }, { name: "B" }]],
  [
    "#{A:-#{B:-c}}d",
    [
      { name: "A", default: "#{B:-c}" },
      { name: "B", default: "c" },
    ],
  ],
  ["#{A:-a##b}", [{ name: "A", default: "a##b" }]],
  ["#{A:-one\ntwo}", [{ name: "A", default: "one two" }]],
  ["#{A:?one\r\ntwo}", [{ name: "A", required: "one two" }]],
  ["#{A:-never closed", [{ name: "A" }]],
  [`#{A:-${"x".repeat(5_000)}}`, [{ name: "A" }]],
  ["#A #{A:-b} #{A:?c} #{A:-d}", [{ name: "A", required: "c" }]],
])("%s holds %j", (text, expected) => {
  const dollars = JSON.parse(compose(JSON.stringify(expected)));
  expect(fileVariables({ a: ["", { b: compose(text) }] })).toEqual(dollars);
});

test("keys hold no variables, and what is no text has none", () => {
  expect(fileVariables({ $A: [1, null, true, undefined], b: "$B" })).toEqual([{ name: "B" }]);
});

test("a text full of opening braces is read in one go", () => {
  for (const end of ["", "}".repeat(100_000)])
    expect(fileVariables(compose("#{A:-".repeat(100_000)) + end)).toHaveLength(1);
});

const reference = "registry.example/shop:1.0.0";

/** A stack with raw keys and values of the model, in a profile whose address is joined. */
function planned(extra: Partial<StackInput>, environment = {}, own = {}) {
  const runtime = { kind: "container" as const, image: "shop", environment: own };
  const http = { port: 80, protocol: "http", scope: "loopback" as const, published: 8080 };
  const stack = stackOf([{ runtime, endpoints: { http }, compose: { environment } }], extra);
  const loopback = { join: [{ variable: "NET", default: "127.0.0" }, ".1"] };
  const config = defineConfig({
    project: "acme",
    images: { shop: { repository: "registry.example/shop", tag: "1.0.0", user: "1001:1001" } },
    lock: {
      lockVersion: 1,
      images: {
        shop: {
          reference,
          digest: `sha256:${"ab".repeat(32)}`,
          source: "a test",
          resolvedAt: null,
          verified: false,
        },
      },
    },
    profiles: [{ name: "local", description: "Here", addresses: { loopback } }],
    stacks: [stack],
  });
  const definitions = compileConfig(config, { acceptFindings: true });
  const [profile] = config.profiles;
  const [generation] = config.generations;
  if (!profile || !generation) throw new Error("the configuration has both");
  const plan = planStack(definitions, stack, profile, generation);
  return { plan, file: renderCompose(plan), example: definitions.envExamples["small.env.example"] ?? "" };
}

test("the .env.example holds every variable of the file, also those of raw keys and joined addresses", () => {
  const { plan, file, example } = planned(
    { compose: { "x-more": [compose("#{MORE:-m}"), "$PLAIN"] } },
    { X: compose("#{NEEDED:?what it needs}"), Y: "$$NONE", P: compose("#{STACK_PROJECT:-mine}") },
  );
  expect(plan.variables.map(({ name }) => name)).toEqual(["STACK_PROJECT", "MORE", "NEEDED", "NET", "PLAIN"]);
  expect(example).toContain("\n# Required: what it needs\nNEEDED=\n");
  expect(example).toContain("\n#MORE=m\n");
  expect(example).toContain("\n#PLAIN=\n");
  expect(example).toContain("\n#NET=127.0.0\n");
  expect(example).not.toContain("NONE");
  expect(file).toContain("#   NEEDED: what it needs\n");
  expect(file).toContain("--env-file small.env");
});

test("what the model knows of a variable stays when a raw key has it, too", () => {
  const parameters = { LEVEL: { description: "How much it logs", default: "info" } };
  const { plan } = planned({ parameters }, { X: compose("#{LEVEL:?say it}") }, { L: { variable: "LEVEL" } });
  expect(plan.variables.find(({ name }) => name === "LEVEL")).toEqual({
    name: "LEVEL",
    description: "How much it logs",
    default: "info",
  });
});
