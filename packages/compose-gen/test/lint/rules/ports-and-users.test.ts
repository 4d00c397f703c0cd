// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const _digest = `sha256:${"4d".repeat(32)}`;
const at = "services.web";

describe("ports", () => {
  test.each(["8080:80", "0.0.0.0:8080:80", "[::]:8080:80", "80", "203.0.113.7:80:80", "${IP}:80:80"])(
    "%s is open",
    (port) => {
      expect(found({ ports: [port] })).toEqual([`error ports.loopback ${at}.ports[0]`]);
    },
  );

  test.each([
    "127.0.0.1:80:80",
    "[::1]:80:80",
    "10.1.2.3:80:80",
    "100.64.0.1:80:80",
    "172.16.0.1:80:80",
    "${IP:?address}:80:80",
  ])("%s is not", (port) => {
    expect(found({ ports: [port] })).toEqual([]);
  });

  test.each([
    [["127.0.0.1:80:80", "127.0.0.1:80:81"], 1],
    [["127.0.0.1:80:80", "127.0.0.2:80:80"], 0],
    [["127.0.0.1:53:53/udp", "127.0.0.1:53:53/tcp"], 0],
    [["127.0.0.1:8000-8010:8000-8010", "127.0.0.1:8005:80"], 1],
    [["127.0.0.1::80", "127.0.0.1::81"], 0],
    [["127.0.0.1:${A:?a}:80", "127.0.0.1:${A:?a}:81"], 1],
  ])("%j share a host port %i times", (ports, times) => {
    expect(found({ ports }).filter((line) => line.includes("ports.owner"))).toHaveLength(times);
  });

  test.each([
    ["8080:80", "publishes its port 80 on port 8080 of every address of the host"],
    ["80", "publishes its port 80 on a port that the engine chooses of every address of the host"],
    ["203.0.113.7:8080:80", "publishes its port 80 on port 8080 of 203.0.113.7"],
  ])("%s is told apart into the container's and the host's", (port, message) => {
    expect(findingsOfService({ ports: [port] }).map((finding) => finding.message)).toEqual([message]);
  });

  test("a port of every address takes it from a port of one", () => {
    const lines = found({ ports: ["127.0.0.1:80:80", "80:81"] });
    expect(lines).toContain(`error ports.owner ${at}.ports[1]`);
  });
});

describe("users", () => {
  test.each(["0", "0:0", "root", "root:root", "00", "0:1001", "-0", "+0", "+00:5", ":1001"])(
    "%s is root",
    (user) => {
      expect(found({ user })).toEqual([`error user.non-root ${at}.user`]);
    },
  );

  test.each(["1001", "1001:0", "10:10", "rooted", "nobody"])("%s is not", (user) => {
    expect(found({ user })).toEqual([]);
  });

  test.each(["0x0", "1e3", " 0", "-1", "a b"])("%s is neither a number nor a name", (user) => {
    expect(found({ user })).toEqual([`error user.non-root ${at}.user`]);
  });

  test.each(["post_start", "pre_stop"])("a command of %s has no other one's privileges", (key) => {
    const hook = { command: "chown -R 1 /data" };
    expect(found({ [key]: [hook] })).toEqual([]);
    expect(found({ [key]: [hook, { ...hook, user: "root" }] })).toEqual([
      `error user.non-root ${at}.${key}[1].user`,
    ]);
    expect(found({ [key]: [{ ...hook, privileged: true }] })).toEqual([
      `error privileges.privileged ${at}.${key}[0].privileged`,
    ]);
  });

  test.each(["0", "root", "docker", "disk", "+0"])("the group %s opens the host", (group) => {
    expect(found({ group_add: ["2000", group] })).toEqual([`error user.groups ${at}.group_add`]);
  });

  test("none is taken for root", () => {
    expect(found({ user: undefined })).toEqual([`error user.non-root ${at}`]);
  });
});
