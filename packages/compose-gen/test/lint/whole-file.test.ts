import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { findingsOf, findingsOfService } from "../support/lint.ts";

const lines = (text: string) =>
  findingsOf(text).map(({ rule, line, service, message, fix }) => ({ rule, line, service, message, fix }));
const schemaOf = (service: object) =>
  findingsOfService(service)
    .filter(({ rule }) => rule === "compose.schema")
    .map(({ path, message, fix }) => `${path}: ${message}. ${fix}`);

describe("what Compose would refuse", () => {
  test("a misspelt key is said once, on its line, without a second finding about the missing image", () => {
    const found = lines("services:\n  web:\n    restart: always\n    imge: nginx\n");
    expect(found.filter(({ rule }) => rule === "compose.schema")).toEqual([
      {
        rule: "compose.schema",
        line: 4,
        service: "web",
        message: 'has an unknown Compose key "imge"',
        fix: 'Did you mean "image"?',
      },
    ]);
    expect(found.some(({ rule }) => rule === "image.pinned")).toBe(false);
  });

  test("a service without image and build", () => {
    const found = lines("services:\n  web:\n    restart: always\n  own:\n    build: .\n");
    expect(
      found
        .filter(({ rule }) => rule === "compose.schema")
        .map(({ service, message }) => `${service} ${message}`),
    ).toEqual(["web has neither an image nor a build"]);
  });

  test.each<[object, string]>([
    [{ ports: [true] }, "services.web.ports[0]: has a mistake in ports[0]: must be number, string or object"],
    [
      { mem_limit: { max: 1 } },
      "services.web.mem_limit: has a mistake in mem_limit: must be number or string",
    ],
    [{ user: 1001 }, "services.web.user: has a mistake in user: must be string"],
    [{ environment: { A: [1] } }, "has a mistake in environment.A: must be string, number, boolean or null"],
    [
      { healthcheck: { test: ["CMD", "true"], intervall: "5s" } },
      'services.web.healthcheck.intervall: has an unknown Compose key "intervall" in healthcheck. Did you mean "interval"?',
    ],
    [{ build: { contxt: "." } }, 'has an unknown Compose key "contxt" in build. Did you mean "context"?'],
    [
      { depends_on: { web: { condition: "healthy" } } },
      "has a mistake in depends_on.web.condition: must be equal to one of the allowed values",
    ],
  ])("%j", (service, text) => {
    const [line, ...others] = schemaOf(service);
    expect(others).toEqual([]);
    expect(line).toContain(text);
  });

  test("keys and names at the top", () => {
    const [key, name] = lines('servces: {}\nservices:\n  "we b": {image: nginx}\n').filter(
      ({ rule }) => rule === "compose.schema",
    );
    expect(key).toMatchObject({
      line: 1,
      message: 'has an unknown Compose key "servces"',
      service: undefined,
    });
    expect(name).toMatchObject({ line: 3, message: 'has an unaccepted name "we b" in services' });
  });

  test("nothing of what Compose accepts", () => {
    expect(
      schemaOf({
        "x-own": { any: [1] },
        ports: [80, "81:81", { target: "82", published: 82 }],
        environment: ["A=b", "C"],
        labels: { a: null, b: true, c: 1 },
        depends_on: ["web"],
        mem_limit: 1_000_000,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
        privileged: "${PRIVILEGED:-false}",
        build: ".",
      }),
    ).toEqual([]);
  });
});

describe("dependencies on services that are not there", () => {
  const known = (file: object) =>
    findingsOf(stringify(file))
      .filter(({ rule }) => rule === "dependencies.known")
      .map(({ path, fix }) => `${path}: ${fix}`);
  const web = { image: "nginx", depends_on: ["databse"] };
  const services = { web, database: { image: "postgres" } };

  test("are errors with the name that was probably meant", () => {
    expect(known({ services })).toEqual(['services.web.depends_on[0]: Did you mean "database"?']);
    expect(known({ services: { ...services, databse: { image: "postgres" } } })).toEqual([]);
  });

  test("are not judged when an included file may have them", () => {
    expect(known({ include: ["other.yml"], services })).toEqual([]);
  });
});

describe("a service that extends another", () => {
  const found = (service: object) =>
    lines(
      stringify({ services: { web: { extends: { file: "base.yml", service: "base" }, ...service } } }),
    ).map(({ rule }) => rule);

  test("is not blamed for what the other one may have", () => {
    expect(found({})).toEqual(["compose.unresolved"]);
    expect(
      found({ cap_drop: ["NET_RAW"], security_opt: ["label:level:s0:c1"], logging: { driver: "json-file" } }),
    ).toEqual(["compose.unresolved"]);
  });

  test("is judged by what it says itself", () => {
    const said = {
      user: "root",
      read_only: false,
      privileged: true,
      image: "nginx",
      restart: "no",
      ports: ["8080:80"],
      cap_add: ["SYS_ADMIN"],
      healthcheck: { disable: true },
    };
    expect(found(said).sort()).toEqual(
      [
        "compose.unresolved",
        "filesystem.read-only",
        "health.present",
        "image.pinned",
        "ports.loopback",
        "privileges.capabilities",
        "privileges.privileged",
        "restart.policy",
        "user.non-root",
      ].sort(),
    );
  });
});

test.each<[string, unknown]>([
  ["env_file", ".env"],
  ["env_file", [{ path: ".env", required: false }]],
  ["label_file", "labels"],
  ["provider", { type: "model" }],
])("%s %j is said not to be followed, with what to do", (key, value) => {
  const findings = findingsOfService({ [key]: value });
  expect(findings).toMatchObject([
    { rule: "compose.unresolved", severity: "warning", path: `services.web.${key}` },
  ]);
  expect(findings[0]?.fix).not.toContain("merged file");
  // What is missing in the service itself is still missing.
  expect(findingsOfService({ [key]: value, user: undefined }).map(({ rule }) => rule)).toContain(
    "user.non-root",
  );
});
