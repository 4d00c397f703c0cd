import { expect, test } from "vitest";
import { defineConfig, defineService, defineStack } from "../../src/index.ts";
import { serviceInput } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

/** The mistakes of a service with these fields, which the types would not let through. */
function service(fields: object): string[] {
  return mistakes(() => defineService({ ...serviceInput(), ...fields } as never));
}
const runtime = (fields: object) => service({ runtime: { kind: "container", image: "shop", ...fields } });

test.each<[string, string[], string]>([
  [
    "a secret's name alone",
    service({ secrets: ["database-password"] }),
    'secrets[0]: must be an object, is "database-password": write { secret: "database-password" }',
  ],
  [
    "a capability's name alone",
    runtime({ capAdd: ["NET_BIND_SERVICE"] }),
    'runtime.capAdd[0]: must be an object, is "NET_BIND_SERVICE": write { capability: "NET_BIND_SERVICE", reason: … }',
  ],
  [
    "a path alone as tmpfs",
    runtime({ tmpfs: ["/tmp"] }),
    'runtime.tmpfs[0]: must be an object, is "/tmp": write { path: "/tmp", size: … }',
  ],
  [
    "a mount in Compose's short form",
    service({ mounts: ["orders:/var/lib/orders"] }),
    'mounts[0]: must be an object, is "orders:/var/lib/orders": write { volume: …, target: … }',
  ],
  [
    "an image alone as runtime",
    service({ runtime: "shop" }),
    'runtime: must be an object, is "shop": write { kind: "container", image: "shop" }',
  ],
  [
    "a command alone as health",
    service({ health: ["shop", "ping"] }),
    'health: must be an object, is a list: write { command: ["shop","ping"] }',
  ],
  [
    "a waiver without its reason",
    service({ waivers: [{ rule: "user.non-root" }] }),
    "waivers[0].reason: is missing",
  ],
  [
    "a missing runtime",
    service({ runtime: undefined }),
    'runtime: is missing: write { kind: "container", image: … }',
  ],
  ["a number where text is expected", runtime({ user: 1001 }), "runtime.user: must be text, is 1001"],
  [
    "text where a list is expected",
    runtime({ command: "serve" }),
    'runtime.command: must be a list, is "serve"',
  ],
  [
    "a list where names are keys",
    service({ dependsOn: ["database"] }),
    "dependsOn: must be an object, is a list",
  ],
  [
    "text where a number is expected",
    service({ stopGracePeriod: "10s" }),
    'stopGracePeriod: must be a number, is "10s"',
  ],
  [
    "megabytes as a number",
    service({ limits: { memory: 512 } }),
    'limits.memory: 512 is bytes: did you mean "512m"?',
  ],
  [
    "fewer bytes than the engine accepts",
    service({ limits: { memory: 1_000_000 } }),
    'limits.memory: 1000000 bytes are less than the engine\'s minimum of "6m"',
  ],
  [
    "neither a size nor a number",
    service({ limits: { memory: true } }),
    "limits.memory: must be a number or text, is true",
  ],
])("%s is told the shape that was meant", (_name, lines, expected) => {
  expect(lines).toContain(expected);
});

test("a value of a megabyte stays a message", () => {
  for (const line of [
    ...service({ secrets: ["x".repeat(1_000_000)] }),
    ...runtime({ user: [..."x".repeat(1e6)] }),
  ])
    expect(line.length).toBeLessThan(1_000);
});

test.each([
  ["17.5", "; `versionParts: 2` says that the exact versions of this publisher have two numbers"],
  ["latest", ""],
  ["17", ""],
])("a tag %s that can move is refused, with a hint where versions have two numbers", (tag, hint) => {
  const images = { postgres: { repository: "docker.io/library/postgres", tag } };
  const lines = mistakes(() => defineConfig({ project: "acme", images, stacks: [] }));
  expect(lines).toContain(
    `images.postgres.tag: must be a git commit or an exact version x.y.z: \`latest\`, \`stable\` and \`7.0\` can move${hint}`,
  );
});

test("a mistake is said in plain words, with what it is in", () => {
  const refusals: [() => unknown, string][] = [
    [() => defineConfig({} as never), "The configuration has 3 mistakes."],
    [() => defineService(serviceInput({ name: "Web" })), 'The service "Web" has a mistake.'],
    [
      () => defineStack({ description: "x", services: [] } as never),
      "The stack without a name has 2 mistakes.",
    ],
  ];
  for (const [act, what] of refusals) expect(act).toThrow(what);
});
