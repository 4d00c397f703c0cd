// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import {
  type ComposeGenError,
  compileConfig,
  defineConfig,
  defineService,
  defineStack,
  type ServiceInput,
  type StackInput,
} from "../../src/index.ts";
import { subjectsOf } from "../../src/lint/definition/subject.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { serviceInput } from "../support/minimal.ts";

const today = "2026-06-01";
const health = { command: ["shop", "ping"] };

function configOf(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}) {
  const config = shopConfig();
  const stack = defineStack({
    name: "small",
    description: "A small stack",
    services: [defineService(serviceInput({ health, ...service }))],
    ...extra,
  });
  return defineConfig({ ...config, stacks: { ...config.stacks, one: [stack] } });
}

/** Open findings of the small stack. */
function found(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): Finding[] {
  const definitions = compileConfig(configOf(service, extra), { acceptFindings: true });
  return lint(subjectsOf(definitions), today)
    .filter(({ subject }) => subject.file === "small.yml")
    .flatMap(({ findings }) => findings)
    .filter(({ waived, severity }) => !waived && severity !== "note");
}

function refusal(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}) {
  try {
    compileConfig(configOf(service, extra), { today });
  } catch (error) {
    return (error as ComposeGenError).parts;
  }
  return undefined;
}

const container = (extra: object) => ({ runtime: { kind: "container" as const, image: "shop", ...extra } });

describe("what to do is said in the words of a definition", () => {
  test.each<[Partial<ServiceInput>, string, string]>([
    [container({ readOnly: false }), "filesystem.read-only", "`runtime.readOnly: true`"],
    [container({ user: "0:0" }), "user.non-root", '`runtime.user: "1001:1001"`'],
    [
      { endpoints: { web: { port: 80, protocol: "http", scope: "public", published: 80 } } },
      "ports.loopback",
      '`scope: "loopback"`',
    ],
    [{ health: undefined }, "health.present", "`health: { command:"],
    [{ restart: "no" }, "restart.policy", "`defineJob`"],
    [{ compose: { mem_limit: null } }, "limits.memory", '`limits: { memory: "256m" }`'],
    [{ compose: { cap_drop: null } }, "privileges.capabilities", "`runtime.capAdd"],
    [{ compose: { cap_add: ["CHOWN"] } }, "privileges.capabilities", "`runtime.capAdd` with its `reason`"],
    [{ compose: { privileged: true } }, "privileges.privileged", "`compose: {…}`"],
    [
      { compose: { image: `postgres@sha256:${"ab".repeat(31)}` } },
      "image.pinned",
      "`compose-gen lock --update`",
    ],
  ])("%j", (service, rule, advice) => {
    const finding = found(service).find((candidate) => candidate.rule === rule);
    expect(finding?.fix).toContain(advice);
    expect(refusal(service)?.evidence).toContain(advice);
  });
});

describe("mistakes that change what is meant are refused by lint and by the compilation", () => {
  test.each<[string, Partial<ServiceInput>, Partial<StackInput>, string]>([
    [
      "a waiver of a rule that there is not, on a service",
      { waivers: [{ rule: "user.nonroot", reason: "opens port 80 before it drops" }] },
      {},
      'waiver.rule: services.web: web has a waiver of user.nonroot (services.web.waivers[0]), and there is no rule "user.nonroot". Did you mean "user.non-root"?',
    ],
    [
      "a waiver of a rule that there is not, on the stack",
      {},
      { waivers: [{ rule: "port.loopback", reason: "only reached through the tunnel" }] },
      'the file has a waiver of port.loopback (waivers[0]), and there is no rule "port.loopback". Did you mean "ports.loopback"?',
    ],
    [
      "a capability that Linux does not have",
      container({ capAdd: [{ capability: "NET_ADMN", reason: "opens the tunnel device" }] }),
      {},
      'names the capability NET_ADMN, which Linux does not have. Did you mean "NET_ADMIN"?',
    ],
  ])("%s", (_name, service, extra, text) => {
    expect(found(service, extra).map(({ severity }) => severity)).toEqual(["error"]);
    const parts = refusal(service, extra);
    expect(parts?.code).toBe("LINT_FAILED");
    expect(parts?.evidence).toContain(text);
  });
});

describe("literal text that looks like a variable of Compose", () => {
  const messages = (service: Partial<ServiceInput>, extra: Partial<StackInput> = {}) =>
    found(service, extra).map(({ rule, severity, path, fix }) => `${severity} ${rule} ${path}: ${fix}`);

  test.each<[object, string, string]>([
    [{ environment: { LEVEL: "${LOG_LEVEL}" } }, "environment.LEVEL", 'Write { variable: "LOG_LEVEL" }'],
    [
      { environment: { LEVEL: "${LOG_LEVEL:-info}" } },
      "environment.LEVEL",
      'Write { variable: "LOG_LEVEL", default: "info" }',
    ],
    [{ environment: { LEVEL: "$LOG_LEVEL" } }, "environment.LEVEL", 'Write { variable: "LOG_LEVEL" }'],
    [
      { environment: { URL: "http://${HOST}:80/" } },
      "environment.URL",
      'Write { join: [… { variable: "HOST" } …] }',
    ],
    [
      { environment: { URL: { join: [{ endpoint: "web/http" }, "/${TENANT}"] } } },
      "environment.URL",
      '{ variable: "TENANT" }',
    ],
    [{ labels: { "org.example.host": "${HOST}" } }, 'labels["org.example.host"]', '{ variable: "HOST" }'],
    [{ command: ["shop", "http://${HOST}/x"] }, "command[1]", '{ variable: "HOST" }'],
  ])("%j", (runtime, path, advice) => {
    const endpoints = { http: { port: 80, protocol: "http" } };
    const [line, ...others] = messages({ ...container(runtime), endpoints });
    expect(others).toEqual([]);
    expect(line).toMatch(/^warning compose\.literal-variable services\.web\./);
    expect(line).toContain(`services.web.${path}: `);
    expect(line).toContain(advice);
  });

  test("in the file of a secret", () => {
    const secret = { purpose: "a key", format: "one line", consumers: ["web"], rotation: "replace it" };
    const extra = { secrets: { key: { ...secret, file: "${HOME}/key" } } };
    expect(messages({ secrets: [{ secret: "key" }] }, extra)[0]).toContain("secrets.key.file");
  });

  test.each<[object]>([
    [{ environment: { PRICE: "costs $5", HASH: "$2y$10$abc", REGEX: "^a$", SUM: "$(id -u)", PLAIN: "$5" } }],
    [{ environment: { TEXT: "pa$SWORD", LOWER: "$name", EMPTY: "${}", OTHER: "${1:-x}" } }],
    [{ environment: { LEVEL: { variable: "LOG_LEVEL", default: "info" } } }],
    [{ entrypoint: ["/bin/sh", "-c", 'exec shop --level "${LOG_LEVEL:-info}" http://${HOST}/'] }],
    [{ entrypoint: ["sh", "-ec"], command: ["http://${HOST}/"] }],
    [{ command: ["shop", "--format", "${level} ${message}"] }],
  ])("%j does not", (runtime) => {
    expect(messages(container(runtime))).toEqual([]);
  });

  test("may stay with a reason", () => {
    const waivers = [{ rule: "compose.literal-variable", reason: "the shop replaces it itself" }];
    expect(messages({ ...container({ environment: { TEMPLATE: "${NAME}" } }), waivers })).toEqual([]);
  });
});

test("lines of waived findings are left away where nobody shows them, those of open ones are not", () => {
  const definitions = compileConfig(configOf(container({ readOnly: false })), { acceptFindings: true });
  const lines = (waivedLines: boolean) =>
    lint(subjectsOf(definitions), today, { waivedLines, wanted: ({ file }) => file === "small.yml" })
      .flatMap(({ findings }) => findings)
      .map(({ waived, line }) => [waived !== undefined, line !== undefined]);
  expect(lines(true)).toEqual([
    [true, true],
    [false, true],
  ]);
  expect(lines(false)).toEqual([
    [true, false],
    [false, true],
  ]);
});
