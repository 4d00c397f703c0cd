import fc from "fast-check";
import { expect, test } from "vitest";
import { defineStack } from "../../src/index.ts";
import { serviceInput } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

/** A stack as its author writes it, with `text` in one position. */
type Position = (text: string) => unknown;

const stackWith = (service: object, stack: object = {}) => ({
  name: "small",
  description: "A small stack",
  services: [{ kind: "service", ...serviceInput(), ...service }],
  ...stack,
});
const runtimeWith = (runtime: object) =>
  stackWith({ runtime: { kind: "container", image: "shop", ...runtime } });
const secretWith = (secret: object) =>
  stackWith(
    {},
    { secrets: { key: { purpose: "p", format: "f", rotation: "r", consumers: ["web"], ...secret } } },
  );

const textPositions: Record<string, Position> = {
  description: (text) => stackWith({}, { description: text }),
  "services[0].description": (text) => stackWith({ description: text }),
  "services[0].runtime.command[1]": (text) => runtimeWith({ command: ["a", text] }),
  "services[0].runtime.command[0].join[1]": (text) => runtimeWith({ command: [{ join: ["a", text] }] }),
  "services[0].runtime.command[0].default": (text) =>
    runtimeWith({ command: [{ variable: "A", default: text }] }),
  "services[0].runtime.command[0].required": (text) =>
    runtimeWith({ command: [{ variable: "A", required: text }] }),
  "services[0].runtime.command[0].path": (text) =>
    runtimeWith({ command: [{ endpoint: "a/b", path: `/${text}` }] }),
  "services[0].runtime.entrypoint[0]": (text) => runtimeWith({ entrypoint: [text] }),
  "services[0].runtime.environment.A": (text) => runtimeWith({ environment: { A: text } }),
  'services[0].runtime.labels["a.b/c"]': (text) => runtimeWith({ labels: { "a.b/c": text } }),
  "services[0].runtime.workingDir": (text) => runtimeWith({ workingDir: `/${text}` }),
  "services[0].runtime.tmpfs[0].path": (text) => runtimeWith({ tmpfs: [{ path: `/${text}`, size: "1m" }] }),
  "services[0].mounts[0].target": (text) => stackWith({ mounts: [{ volume: "v", target: `/${text}` }] }),
  "services[0].files[0].path": (text) => stackWith({ files: [{ path: `/${text}`, content: "" }] }),
  "services[0].files[0].content": (text) => stackWith({ files: [{ path: "/a", content: text }] }),
  "services[0].health.command[0]": (text) => stackWith({ health: { command: [text] } }),
  "services[0].health.shell": (text) => stackWith({ health: { shell: text } }),
  "secrets.key.file": (text) => secretWith({ file: text }),
  "secrets.key.purpose": (text) => secretWith({ file: "f", purpose: text }),
  "networks.inner.name": (text) => stackWith({}, { networks: { inner: { name: text } } }),
  "volumes.data.name": (text) => stackWith({}, { volumes: { data: { class: "state", name: text } } }),
  "parameters.A.default": (text) => stackWith({}, { parameters: { A: { description: "a", default: text } } }),
  "consumes.other.message": (text) =>
    stackWith({}, { consumes: { other: { variable: "A", message: text } } }),
};

function refusal(input: unknown): string[] {
  return mistakes(() => defineStack(input as Parameters<typeof defineStack>[0]));
}

const ordinary = fc.stringMatching(/^[a-z]{0,8}$/);
const impossible = fc
  .tuple(ordinary, fc.constantFrom("\0", "\ud800", "\udfff"), ordinary)
  .map((parts) => parts.join(""));

test.each(Object.entries(textPositions))("NUL and half a surrogate pair are refused at %s", (path, place) => {
  fc.assert(
    fc.property(impossible, (text) => {
      const lines = refusal(place(text)).filter((line) => line.startsWith(`${path}: `));
      expect(lines.join("\n")).toMatch(/: holds (?:a NUL character|half a surrogate pair), which /);
    }),
    { numRuns: 50 },
  );
});

const keyPositions: Record<string, { path: string; place: Position; keys: string[] }> = {
  "an environment variable": {
    path: "services[0].runtime.environment",
    place: (key) => runtimeWith({ environment: { [key]: "x" } }),
    keys: ["", "1A", "A-B", "A B", "Ä", "A=B", "A\n"],
  },
  "a label": {
    path: "services[0].runtime.labels",
    place: (key) => runtimeWith({ labels: { [key]: "x" } }),
    keys: ["", "A", "a b", "a=b", ".a", "x-a", "ä"],
  },
  "a volume": {
    path: "volumes",
    place: (key) => stackWith({}, { volumes: { [key]: { class: "state" } } }),
    keys: ["", "A", "a.b", "-a", "x-a", "a b", "a".repeat(64)],
  },
  "a network": {
    path: "networks",
    place: (key) => stackWith({}, { networks: { [key]: {} } }),
    keys: ["", "A", "x-a"],
  },
  "a parameter": {
    path: "parameters",
    place: (key) => stackWith({}, { parameters: { [key]: { description: "a" } } }),
    keys: ["", "1", "a-b"],
  },
  "a host name": {
    path: "services[0].runtime.extraHosts",
    place: (key) => runtimeWith({ extraHosts: { [key]: "127.0.0.1" } }),
    keys: ["", "A", "a b", "a=b"],
  },
};

test.each(Object.entries(keyPositions))(
  "a name that %s cannot have is refused with its path and the rule",
  (_, { path, place, keys }) => {
    for (const key of keys) {
      const lines = refusal(place(key)).filter((line) => line.startsWith(path));
      expect(lines, JSON.stringify(key)).toEqual([expect.stringMatching(/: the key must (?:be|not) /)]);
      expect(lines[0]).toMatch(key === "" ? /\[""\]/ : /./);
    }
  },
);

test("a service cannot be named x-…, which Compose takes for an extension and drops", () => {
  expect(refusal(stackWith({ name: "x-web" }))).toEqual([
    "services[0].name: must not start with x-: Compose takes such keys for extensions and drops them",
  ]);
});

test("a key named __proto__ is refused wherever it is, because its value would be lost", () => {
  const places: Record<string, unknown> = {
    "services[0].runtime.environment.__proto__": JSON.parse('{ "environment": { "__proto__": "x" } }'),
    "services[0].runtime.labels.__proto__": JSON.parse('{ "labels": { "__proto__": "x" } }'),
    "services[0].runtime.__proto__": JSON.parse('{ "__proto__": {} }'),
  };
  for (const [path, runtime] of Object.entries(places)) {
    const service = { kind: "service", name: "web", runtime: { kind: "container", image: "shop" } };
    Object.defineProperties(service.runtime, Object.getOwnPropertyDescriptors(runtime));
    expect(refusal({ name: "a", description: "a", services: [service] })).toContain(
      `${path}: no record can carry this key: choose another name`,
    );
  }
});

test("a network or volume without a name is not given an empty one", () => {
  expect(refusal(textPositions["networks.inner.name"]?.(""))).toEqual([
    "networks.inner.name: must not be empty: leave it out for the default, `<project>_<name>`",
  ]);
});

const megabyte = "x".repeat(1_000_000);

test.each([
  ["an unknown key", stackWith({ [megabyte]: 1 })],
  ["a name", stackWith({ name: megabyte })],
  ["a choice", stackWith({ restart: megabyte })],
  ["a reference", runtimeWith({ command: [{ consumes: megabyte }] })],
  ["a key of a record", runtimeWith({ environment: { [`-${megabyte}`]: "x" } })],
])("a mistake of a megabyte in %s gives a message that a person can read", (_, input) => {
  const lines = refusal(input);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join("\n").length).toBeLessThan(5_000);
});

test("a definition that is nested 20,000 deep is refused like any other mistake", () => {
  const deep: Record<string, unknown> = {};
  let inner = deep;
  for (let depth = 0; depth < 20_000; depth++) {
    const next: Record<string, unknown> = {};
    inner.command = next;
    inner = next;
  }
  for (const input of [deep, stackWith({ runtime: deep }), runtimeWith({ command: [{ join: [deep] }] })])
    expect(refusal(input).join("\n").length).toBeLessThan(5_000);
});
