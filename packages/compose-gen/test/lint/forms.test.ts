// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readCompose } from "../../src/lint/compose/read.ts";
import { withDefaults } from "../../src/lint/compose/variables.ts";

const web = (service: object) => {
  const [found] = readCompose(stringify({ services: { web: service } }), "compose.yml").document.services;
  if (!found) throw new Error("the file has a service");
  return found;
};

describe("short and long forms mean the same", () => {
  test.each<[string, object, object]>([
    [
      "ports",
      { ports: ["127.0.0.1:8080:80/udp"] },
      { ports: [{ host_ip: "127.0.0.1", published: "8080", target: 80, protocol: "udp" }] },
    ],
    ["a port of any address", { ports: ["8080:80"] }, { ports: [{ published: 8080, target: 80 }] }],
    ["a port that the engine chooses", { ports: [80] }, { ports: [{ target: 80 }] }],
    [
      "a port of an IPv6 address",
      { ports: ["[::1]:8080:80"] },
      { ports: [{ host_ip: "::1", published: "8080", target: "80" }] },
    ],
    [
      "a port with a variable",
      { ports: ["${ADDRESS:-127.0.0.1}:${PORT:-8080}:80"] },
      { ports: ["127.0.0.1:8080:80"] },
    ],
    [
      "a volume",
      { volumes: ["data:/data:ro"] },
      { volumes: [{ type: "volume", source: "data", target: "/data", read_only: true }] },
    ],
    ["a bind", { volumes: ["./a:/b"] }, { volumes: [{ type: "bind", source: "./a", target: "/b" }] }],
    [
      "tmpfs",
      { tmpfs: "/tmp:mode=1777,size=1m" },
      { volumes: [{ type: "tmpfs", target: "/tmp", tmpfs: { size: 1 } }] },
    ],
    ["environment", { environment: ["A=b=c", "D"] }, { environment: { A: "b=c", D: null } }],
    ["dependencies", { depends_on: ["db"] }, { depends_on: { db: { condition: "service_started" } } }],
    [
      "health checks",
      { healthcheck: { test: "curl x" } },
      { healthcheck: { test: ["CMD-SHELL", "curl x"] } },
    ],
    ["no health check", { healthcheck: { test: ["NONE"] } }, { healthcheck: { disable: true } }],
    [
      "limits",
      { mem_limit: "1g", pids_limit: 5 },
      { deploy: { resources: { limits: { memory: "1g", pids: 5 } } } },
    ],
    ["commands", { command: "a  b c" }, { command: ["a", "b", "c"] }],
    ["networks", { networks: ["a", "b"] }, { networks: { a: null, b: {} } }],
  ])("%s", (_name, short, long) => {
    const comparable = (service: object) =>
      JSON.parse(JSON.stringify(web(service), (key, value) => (key === "path" ? undefined : value)));
    expect(comparable(short)).toEqual(comparable(long));
    expect(comparable(short)).not.toEqual(comparable({}));
  });
});

describe("variables have the value that Compose gives them when the reader sets none", () => {
  test.each([
    ["plain", "plain", false],
    ["$$HOME", "$HOME", false],
    ["${A:-x}/${B-y}", "x/y", false],
    ["${A:-${B:-deep}}", "deep", false],
    ["${A:-{}}", "{}", false],
    ["$A${B}", "", true],
    ["${A:?needed}", "<A>", true],
    ["${A:+set}", "", true],
    ["cost: 5$", "cost: 5$", false],
    ["${A", "${A", false],
  ])("%j is %j", (text, value, open) => {
    expect(withDefaults(text)).toEqual({ text: value, open });
  });

  test("an unset one is shown by its name where it matters that it is one", () => {
    expect(withDefaults("a=$A b=${B:-} c=${C:+x}", "name").text).toBe("a=$A b=$B c=");
  });
});

describe("lines", () => {
  const { document, lineOf } = readCompose(
    `x-base: &base
  mem_limit: 1g
services:
  web:
    <<: *base
    ports:
      - "80:80"
      - target: 443
        published: "443"
`,
    "compose.yml",
  );

  test.each([
    [["services", "web"], 4],
    [["services", "web", "ports", 1], 8],
    [["services", "web", "ports", 1, "published"], 9],
    [["services", "web", "user"], 4],
    [["services", "web", "mem_limit"], 2],
    [[], undefined],
  ])("%j is on line %s", (path, line) => {
    expect(lineOf(path)).toBe(line);
  });

  test("anchors and merge keys are followed", () => {
    expect(document.services[0]?.memoryLimited).toBe(true);
  });
});

test.each([
  ["no YAML", "services: [", "compose.yml:1"],
  ["no services", "a: 1\n", "it has no `services`"],
  ["a list", "- a\n", "it has no `services`"],
  ["two of one key", "services:\n  web: {}\n  web: {}\n", "compose.yml:3"],
])("%s is refused with its place", (_name, text, expected) => {
  expect(() => readCompose(text, "compose.yml")).toThrow(expected);
});

test("a file that multiplies itself by aliases is refused", () => {
  const levels = Array.from(
    { length: 30 },
    (_, index) => `x${index + 1}: &x${index + 1} [*x${index}, *x${index}, *x${index}]`,
  );
  const text = `x0: &x0 [a, b, c]\n${levels.join("\n")}\nservices: {web: {command: *x30}}\n`;
  expect(() => readCompose(text, "compose.yml")).toThrow("COMPOSE_FILE_INVALID");
});

describe("a text made to take long or to break lint", () => {
  const file = (text: string) => `services: {web: {environment: {a: ${JSON.stringify(text)}}}}\n`;

  test("with 100,000 variables that nobody closes is read in one pass", () => {
    const open = "${".repeat(100_000);
    expect(withDefaults(open)).toEqual({ text: open, open: false });
  });

  test("with a variable in each default up to 100 deep is read", () => {
    expect(withDefaults(`${"${A:-".repeat(100)}x${"}".repeat(100)}`)).toEqual({ text: "x", open: false });
  });

  test.each([101, 20_000])("%i deep is refused with what to do", (depth) => {
    const text = `${"${A:-".repeat(depth)}x${"}".repeat(depth)}`;
    const act = () => readCompose(file(text), "deep.yml");
    expect(act).toThrow(
      expect.objectContaining({
        parts: {
          code: "VARIABLES_TOO_DEEP",
          what: expect.stringContaining("100"),
          where: "deep.yml",
          evidence: expect.stringContaining("${A:-${A:-"),
          cause: expect.any(String),
          next: expect.any(String),
        },
      }),
    );
  });

  test("a file nested deeper than this program can follow is refused", () => {
    const act = () =>
      readCompose(`services: {web: {command: ${"[".repeat(50_000)}${"]".repeat(50_000)}}}`, "a.yml");
    expect(act).toThrow("COMPOSE_FILE_INVALID");
  });
});

test("a drive is one of Windows when Compose takes it for one", () => {
  const [bind, anonymous, volume] = web({ volumes: ["d:/x:/y", "d:/x", "dd:/x"] }).mounts;
  expect(bind).toMatchObject({ type: "bind", source: "d:/x", target: "/y" });
  expect(anonymous).toMatchObject({ type: "volume", source: "", target: "d:/x" });
  expect(volume).toMatchObject({ type: "volume", source: "dd", target: "/x" });
});
