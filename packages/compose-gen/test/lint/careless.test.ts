import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readCompose } from "../../src/lint/compose/read.ts";
import { lint } from "../../src/lint/lint.ts";
import { findingsOf, findingsOfService, today } from "../support/lint.ts";

const text = readFileSync(new URL("files/careless.yml", import.meta.url), "utf8");

test("a careless file gets a finding on the line of each mistake", () => {
  const found = findingsOf(text)
    .filter(({ rule }) => !/^(?:limits|logging|user|filesystem\.read|privileges\.(?:cap|no-new))/.test(rule))
    .map(({ line, rule, service }) => `${line} ${service} ${rule}`);
  expect(found).toEqual([
    "8 app secrets.environment",
    "11 app health.present",
    "13 app image.pinned",
    "15 app ports.loopback",
    "17 app privileges.docker-socket",
    "19 app secrets.arguments",
    "21 app dependencies.started",
    "22 db restart.policy",
    "23 db image.pinned",
    "24 db privileges.privileged",
    "25 db ports.loopback",
    "27 db secrets.environment",
    "29 db filesystem.writable-paths",
    "32 backup health.present",
    "33 backup image.pinned",
    "34 backup privileges.host-namespace",
    "35 backup ports.loopback",
    "35 backup ports.owner",
    "36 backup restart.policy",
    "37 backup dependencies.started",
  ]);
});

test("every service of it lacks what nobody asked for", () => {
  const missing = ["filesystem.read-only", "limits.memory", "limits.pids", "logging.rotation"];
  const findings = findingsOf(text);
  for (const rule of [...missing, "user.non-root", "privileges.no-new-privileges"])
    expect(findings.filter((finding) => finding.rule === rule).map(({ service }) => service)).toEqual([
      "app",
      "db",
      "backup",
    ]);
});

test("no value of any kind in any place makes lint fail", () => {
  const keys = Object.keys(readCompose(text, "careless.yml").document.services[0] ?? {});
  const key = fc.constantFrom(
    ...keys,
    ...[
      "image",
      "user",
      "ports",
      "volumes",
      "tmpfs",
      "environment",
      "healthcheck",
      "depends_on",
      "deploy",
      "logging",
    ],
    ...[
      "command",
      "entrypoint",
      "cap_add",
      "security_opt",
      "configs",
      "networks",
      "devices",
      "extends",
      "labels",
      "build",
      "secrets",
      "volumes_from",
      "post_start",
      "group_add",
      "gpus",
      "env_file",
    ],
  );
  const value = fc.anything({
    withNullPrototype: false,
    maxDepth: 3,
    values: [fc.string(), fc.integer(), fc.constant(null), fc.boolean()],
  });
  fc.assert(
    fc.property(fc.dictionary(key, value), (service) => {
      const plain = JSON.parse(JSON.stringify(service));
      // A merge key without a map is refused when the file is read.
      fc.pre(!JSON.stringify(plain).includes('"<<"'));
      for (const finding of findingsOfService(plain)) expect(finding.message).not.toBe("");
    }),
    { numRuns: 300 },
  );
});

test("values that are objects with the names of methods make nothing fail", () => {
  const odd = { toString: 1, valueOf: 2, hasOwnProperty: 3, constructor: 4 };
  const keys = Object.keys(readCompose(text, "careless.yml").document.services[0] ?? {});
  for (const key of [...keys, "volumes", "secrets", "healthcheck", "build", "deploy", "post_start", "gpus"])
    for (const value of [odd, [odd], { a: odd }]) {
      const findings = findingsOfService({ [key]: value });
      expect(findings.every(({ message }) => message !== "")).toBe(true);
    }
});

test("names that every object answers are no services, volumes or rules", () => {
  const names = ["constructor", "toString", "hasOwnProperty"];
  const services = names
    .map((name) => `  ${name}: {image: a, volumes: ["${name}:/x"], configs: [${name}]}`)
    .join("\n");
  const subject = {
    ...readCompose(`services:\n${services}\n`, "a.yml"),
    file: "a.yml",
    facts: {},
    reasons: [],
  };
  const [linted] = lint([subject], today);
  expect(
    linted?.findings.filter(({ rule }) => /^(?:volumes|filesystem\.writable|health\.tool)/.test(rule)),
  ).toEqual([]);
});
