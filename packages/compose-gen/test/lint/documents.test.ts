import { describe, expect, test } from "vitest";
import { readCompose } from "../../src/lint/compose/read.ts";
import { findingsOf } from "../support/lint.ts";

const image = `nginx:1.27.4@sha256:${"4d".repeat(32)}`;
const first = `services:
  web:
    image: ${image}
    cap_drop: [ALL]
    environment: [A=1, B=2]
    ports: ["127.0.0.1:80:80"]
    security_opt: ["no-new-privileges:true"]
    command: [a]
    networks: [x]
    healthcheck: {test: [CMD, a]}
    read_only: true
    user: "1001"
`;
const contentOf = (...documents: string[]) =>
  readCompose(documents.join("---\n"), "compose.yml").content as { services: { web: object } };
const web = (...keys: string[]) =>
  contentOf(first, `services:\n  web:\n${keys.map((key) => `    ${key}\n`).join("")}`).services.web;

describe("the documents of one file are merged as Compose 2.26 merges them", () => {
  test.each<[string, string, unknown]>([
    ["privileged: true", "privileged", true],
    ["read_only: null", "read_only", true],
    ["command: [b]", "command", ["b"]],
    ["healthcheck: {test: [CMD, b]}", "healthcheck", { test: ["CMD", "b"] }],
    [
      'security_opt: ["seccomp:unconfined"]',
      "security_opt",
      ["no-new-privileges:true", "seccomp:unconfined"],
    ],
    ["environment: {B: 3, C: 4}", "environment", { A: "1", B: 3, C: 4 }],
    ["networks: {x: {aliases: [y]}}", "networks", { x: { aliases: ["y"] } }],
    ['ports: ["127.0.0.1:80:80", "81:81"]', "ports", ["127.0.0.1:80:80", "81:81"]],
    ['ports: !override ["81:81"]', "ports", ["81:81"]],
    ["cap_drop: !reset []", "cap_drop", null],
    ["cap_drop: !reset [ALL]", "cap_drop", null],
  ])("%s", (line, key, value) => {
    expect(web(line)).toMatchObject({ image, [key]: value });
  });

  test("a list tagged for replacing replaces nothing of another service", () => {
    const other = "services:\n  other:\n    cap_drop: !override []\n";
    expect(contentOf(first, other).services.web).toMatchObject({ cap_drop: ["ALL"] });
  });
});

test("what a later document weakens is found, on its line", () => {
  const findings = findingsOf(
    `${first}---\nservices:\n  web:\n    privileged: true\n    volumes: ["/:/host"]\n`,
  );
  const lines = findings.map(({ rule, line }) => `${line} ${rule}`);
  expect(lines).toContain("16 privileges.privileged");
  expect(lines).toContain("17 filesystem.sensitive-bind");
  expect(lines).not.toContain("16 compose.schema");
});

test("what Compose removes is not there, also in a file of one document", () => {
  const text = first.replace("cap_drop: [ALL]", "cap_drop: !reset [ALL]");
  expect(findingsOf(text).map(({ rule }) => rule)).toContain("privileges.capabilities");
});

test("an anchor on what is removed stays known", () => {
  const { services } = contentOf(`x-a: {b: !reset &c [ALL]}\n${first.replace("[ALL]", "*c")}`);
  expect(services.web).toMatchObject({ cap_drop: null });
});

test("keys that are no text are passed by", () => {
  expect(
    contentOf(`${first}x-a: {? {a: b} : !reset c, ? [1] : d, 5: !override [e]}\n`).services.web,
  ).toMatchObject({
    image,
  });
});
