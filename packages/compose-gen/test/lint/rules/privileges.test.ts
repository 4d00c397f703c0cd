// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const _digest = `sha256:${"4d".repeat(32)}`;
const at = "services.web";

describe("privileges", () => {
  test.each<[object, string]>([
    [{ network_mode: "host" }, `privileges.host-namespace ${at}.network_mode`],
    [{ ipc: "host" }, `privileges.host-namespace ${at}.ipc`],
    [{ userns_mode: "host" }, `privileges.host-namespace ${at}.userns_mode`],
    [{ uts: "host" }, `privileges.host-namespace ${at}.uts`],
    [{ cgroup: "host" }, `privileges.host-namespace ${at}.cgroup`],
    [{ pid: "container:other" }, `privileges.shared-namespace ${at}.pid`],
    [{ ipc: "container:other" }, `privileges.shared-namespace ${at}.ipc`],
    [{ network_mode: "container:other" }, `privileges.shared-namespace ${at}.network_mode`],
    [{ volumes_from: ["container:other:ro"] }, `privileges.shared-namespace ${at}.volumes_from[0]`],
    [{ cap_drop: ["NET_RAW"] }, `privileges.capabilities ${at}.cap_drop`],
    [{ security_opt: ["no-new-privileges:false"] }, `privileges.no-new-privileges ${at}.security_opt`],
    [
      { security_opt: ["no-new-privileges:true", "apparmor=unconfined"] },
      `privileges.security-profile ${at}.security_opt`,
    ],
    ...["spc_t", "unconfined_t"].map((type): [object, string] => [
      { security_opt: ["no-new-privileges:true", `label:type:${type}`] },
      `privileges.security-profile ${at}.security_opt`,
    ]),
    ...[
      "seccomp=/dev/null",
      "seccomp:unconfined",
      "apparmor:Unconfined",
      "label=disable",
      "systempaths=unconfined",
      "writable-cgroups=true",
      "unmask=ALL",
    ].map((option): [object, string] => [
      { security_opt: ["no-new-privileges:true", option] },
      `privileges.security-profile ${at}.security_opt`,
    ]),
    ...["no-new-privileges:false", "no-new-privileges=0", "no-new-privileges:off"].map(
      (option): [object, string] => [
        { security_opt: ["no-new-privileges:true", option] },
        `privileges.no-new-privileges ${at}.security_opt`,
      ],
    ),
    [{ devices: ["/dev/sda"] }, `privileges.devices ${at}.devices`],
    [{ device_cgroup_rules: ["b *:* rwm"] }, `privileges.devices ${at}.device_cgroup_rules`],
    [{ gpus: "all" }, `privileges.devices ${at}.gpus`],
    [
      { deploy: { resources: { reservations: { devices: [{ capabilities: ["gpu"] }] } } } },
      `privileges.devices ${at}.deploy`,
    ],
    [{ volumes: ["${SOCKET:-/run/docker.sock}:/s"] }, `privileges.docker-socket ${at}.volumes[0]`],
    [
      { volumes: [{ type: "bind", source: "/run/user/1000/podman/podman.sock", target: "/s" }] },
      `privileges.docker-socket ${at}.volumes[0]`,
    ],
    [{ volumes: ["/:/host:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/etc/shadow:/shadow:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/home/me/.ssh:/ssh:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["~/.ssh:/ssh:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["$HOME/.docker/config.json:/c:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["${HOME}/.aws:/aws"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [
      { volumes: [{ type: "bind", source: "${HOME:?}/.gnupg/", target: "/g", read_only: true }] },
      `filesystem.sensitive-bind ${at}.volumes[0]`,
    ],
    [{ volumes: ["/Users/me/.kube/config:/k:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/home/me:/home:ro"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["~:/home"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
    [{ volumes: ["/var/lib/docker:/d"] }, `filesystem.sensitive-bind ${at}.volumes[0]`],
  ])("%j", (service, expected) => {
    expect(found(service)).toEqual([`error ${expected}`]);
  });

  test.each<[object]>([
    [{ network_mode: "none" }],
    [{ security_opt: ["no-new-privileges"] }],
    [{ security_opt: ["no-new-privileges:false", "no-new-privileges=1"] }],
    [{ security_opt: ["no-new-privileges:true", "apparmor:docker-default", "seccomp=./web.json"] }],
    [{ security_opt: ["no-new-privileges:true", "label:type:container_t", "label:level:s0:c1,c2"] }],
    [{ volumes: ["/etc/localtime:/etc/localtime:ro"] }],
    [{ volumes: ["/srv/web:/data", "/var/lib/web:/web"] }],
    [{ volumes: ["./.docker/nginx.conf:/etc/nginx.conf:ro", "~/projects/web:/web", "$DATA:/data"] }],
    [{ volumes: ["/home/me/.sshd-banner:/banner:ro"] }],
    [{ cap_drop: ["all"] }],
  ])("%j is fine", (service) => {
    expect(found(service)).toEqual([]);
  });
});

test.each(["pid", "ipc", "network_mode"])("%s of another service of the file is a warning", (key) => {
  expect(found({ [key]: "service:other" }, { others: { other: {} } })).toEqual([
    `warning privileges.shared-namespace ${at}.${key}`,
  ]);
});

describe("capabilities", () => {
  const advice = (service: object) =>
    findingsOfService(service).map(({ rule, message, fix }) => `${rule}: ${message}. ${fix}`);

  test("one that is given back is to be removed, not to be dropped a second time", () => {
    const [line, ...others] = advice({ cap_drop: ["ALL"], cap_add: ["CAP_SYS_ADMIN"] });
    expect(others).toEqual([]);
    expect(line).toContain("has the capability CAP_SYS_ADMIN. Remove it from `cap_add`");
    expect(line).not.toContain("cap_drop");
  });

  test.each([
    [{ cap_add: ["NET_ADMN"] }, 'NET_ADMN, which Linux does not have. Did you mean "NET_ADMIN"?'],
    [{ cap_add: ["cap_sys_ptrase"] }, 'Did you mean "SYS_PTRACE"?'],
    [{ cap_drop: ["ALL", "CHWON"] }, 'Did you mean "CHOWN"?'],
  ])("%j names none of Linux", (service, text) => {
    const [line, ...others] = advice(service);
    expect(others).toEqual([]);
    expect(line).toMatch(/^privileges\.capability-names: /);
    expect(line).toContain(text);
  });
});
