import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pause } from "../../../../rehearsal/test/support/pause.ts";
import { doctorDocument } from "../../../src/output/schemas.ts";
import { type Rehearsal, type RehearsedName, startRehearsal } from "../../../src/rehearse/index.ts";
import { runCli } from "../../support/run-cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { docker } from "../rehearse/support.ts";
import { eventually } from "../support/eventually.ts";
import { examine, found, PATIENT_S, type World } from "./support/look.ts";

let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await startRehearsal();
});

afterAll(() => rehearsal?.stop());

const container = (name: RehearsedName) => rehearsal.services[name].container;
const labels = () => [
  "--label",
  `compose-gen.project=${rehearsal.project}`,
  "--label",
  "compose-gen.service=more",
];
const loop = (verb: string, name: string) =>
  docker("exec", container("relay"), "s6-svc", ...verb.split(" "), `/run/service-runtime/services/${name}`);

test("a healthy host has no problem, and says what it is made of", async () => {
  const report = await examine(rehearsal);
  expect(found(report, "problem", "unknown")).toEqual([]);
  const fine = found(report, "ok").map(({ code }) => code);
  const three = ["SERVICE", "CERTIFICATE", "RENEWALS", "REGISTRATION", "PORT_80", "DNS_A", "NAMES_INSIDE"];
  for (const code of three) expect(fine.filter((one) => one === code)).toHaveLength(3);
  expect(fine).toEqual(expect.arrayContaining(["ENGINE", "CLOCK", "SECRETS", "REGISTRY"]));
  expect(found(report, "warning").map(({ code }) => code)).toContain("IMAGE_UNPINNED");
});

test("the command tells it without a secret, the home folder or a change", async () => {
  const home = temporaryFolder();
  const inspect = () =>
    docker("inspect", container("relay"), container("faucet"), rehearsal.haproxy.container);
  const before = await inspect();
  const args = ["doctor", "--project", rehearsal.project, "--timeout", `${PATIENT_S}`];
  const complete = await runCli(home, [...args, "--json"], {}, 300_000);
  const report = doctorDocument.parse(JSON.parse(complete.stdout));
  expect(complete.exitCode).toBe(report.exitCode);
  const words = await runCli(home, args, {}, 300_000);
  expect(words.stdout).toContain("Certificates");
  for (const text of [words.stdout, complete.stdout]) {
    expect(text).not.toContain(readFileSync(rehearsal.apiKeyFile, "utf8").trim());
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).not.toContain(`${process.env.HOME}/`);
  }
  const still = (text: string) =>
    JSON.parse(text).map(({ Id, State, Config }: Record<string, object>) => [
      ...[Id, { ...State, Health: null }, Config],
    ]);
  expect(still(await inspect())).toEqual(still(before));
});

/** Something that goes wrong on a host, how it is put right, and what the doctor has to say. */
interface Fault {
  code: string;
  /** Which probe finds it. */
  probe: string;
  severity?: "warning";
  evidence?: string;
  break?: () => Promise<unknown>;
  mend?: () => Promise<unknown>;
  world?: World;
}

const FAULTS: Record<string, () => Fault> = {
  "a registration whose container is gone": () => ({
    ...{
      code: "REGISTRATION_STALE",
      probe: "registrations",
      severity: "warning",
      evidence: "gone.example.org → gone",
    },
    break: () =>
      rehearsal.haproxy.api("POST", "/v1/backends", { domain: "gone.example.org", container: "gone" }),
    mend: () => rehearsal.haproxy.api("DELETE", "/v1/backends/gone.example.org"),
  }),
  "HAProxy does not answer": () => ({
    code: "API_SILENT",
    probe: "registrations",
    break: () => pause(rehearsal.haproxy.container),
    mend: () => docker("unpause", rehearsal.haproxy.container),
  }),
  "a dependency that a container does not find": () => ({
    code: "NAME_UNRESOLVED",
    probe: "resolution",
    break: () => docker("network", "disconnect", rehearsal.network, container("faucet")),
    mend: () => docker("network", "connect", rehearsal.network, container("faucet")),
  }),
  "the renewal loop is down": () => ({
    ...{ code: "RENEWALS_STOPPED", probe: "renewals", evidence: "process renewal is not up" },
    break: () => loop("-wd -d", "renewal"),
    mend: () => loop("-wu -u", "renewal"),
  }),
  "a certificate that is not served": () => ({
    code: "CERTIFICATE_NOT_SERVED",
    probe: "certificates",
    break: () => loop("-wd -d", "nginx"),
    mend: () => loop("-wu -u", "nginx"),
  }),
  "a service that is held": () => ({
    ...{ code: "SERVICE_DOWN", probe: "services", evidence: "paused, exit code 0" },
    break: () => pause(container("relay")),
    mend: () => docker("unpause", container("relay")),
  }),
  "a secret that others can read": () => ({
    ...{ code: "SECRET_MODE", probe: "secrets" },
    break: async () => chmodSync(rehearsal.apiKeyFile, 0o644),
    mend: async () => chmodSync(rehearsal.apiKeyFile, 0o600),
  }),
  "a run script that was killed": () => ({
    ...{ code: "SCRIPT_INTERRUPTED", probe: "operation", evidence: `${container("relay")}-previous` },
    break: () => createBeside(`${container("relay")}-previous`),
    mend: () => docker("rm", "--volumes", `${container("relay")}-previous`),
  }),
  "a secret in an environment": () => ({
    ...{ code: "SECRET_IN_ENVIRONMENT", probe: "secrets", evidence: "HAPROXY_API_KEY" },
    break: () => createBeside(`${rehearsal.project}-more`, "--env", "HAPROXY_API_KEY=canary-4711"),
    mend: () => docker("rm", "--volumes", `${rehearsal.project}-more`),
  }),
  "a domain without an address": () => ({
    code: "DNS_NO_ADDRESS",
    probe: "names",
    world: { names: { a: async () => [] } },
  }),
  "a domain that leads elsewhere": () => ({
    code: "DNS_ELSEWHERE",
    probe: "names",
    world: { names: { a: async () => ["198.51.100.1"] } },
  }),
  "an AAAA record that leads elsewhere": () => ({
    code: "DNS_IPV6_ELSEWHERE",
    probe: "names",
    world: { names: { aaaa: async () => ["2001:db8::1"] } },
  }),
  "a CAA record that forbids": () => ({
    code: "DNS_CAA_FORBIDS",
    probe: "names",
    world: { names: { caa: async () => ({ at: "example.org", issue: ["digicert.com"] }) } },
  }),
  "port 80 that leads to another service": () => ({
    code: "PORT_80_ELSEWHERE",
    probe: "port-80",
    world: { port80: () => rehearsal.services.relay.domain },
  }),
  "a clock that is days off": () => ({ code: "CLOCK_OFF", probe: "clock", world: { clock: 3 * 86_400_000 } }),
  "a wrong key of the API": () => ({
    code: "API_KEY_REFUSED",
    probe: "registrations",
    break: async () => {
      key = readFileSync(rehearsal.apiKeyFile, "utf8");
      writeFileSync(rehearsal.apiKeyFile, "another-key\n");
    },
    mend: async () => writeFileSync(rehearsal.apiKeyFile, key),
  }),
};

let key = "";

/** A container that never runs. */
function createBeside(name: string, ...more: string[]): Promise<string> {
  const image = rehearsal.imageReferences.relay ?? "";
  return docker("create", "--name", name, ...labels(), ...more, image);
}

describe("with one thing wrong the doctor names it", () => {
  test.each(Object.entries(FAULTS))("%s", async (_, faultOf) => {
    const { code, probe, severity = "problem", evidence = "", break: breakIt, mend, world = {} } = faultOf();
    await breakIt?.();
    try {
      const report = await examine(rehearsal, world, [probe]);
      const [finding] = found(report, severity).filter((one) => one.code === code);
      expect(finding, JSON.stringify(report.probes, null, 1)).toBeDefined();
      expect(finding?.evidence).toContain(evidence);
      expect(finding?.next).toBeTruthy();
      expect(report.exitCode).toBe(severity === "problem" ? 1 : 0);
      expect(JSON.stringify(report)).not.toContain("canary-4711");
    } finally {
      await mend?.();
    }
  });

  test("and when all is mended none of it is left", async () => {
    const codes = new Set(Object.values(FAULTS).map((faultOf) => faultOf().code));
    await eventually("the host is well again", async () => {
      await delay(500);
      const report = await examine(rehearsal);
      const stale = found(report, "warning").filter(({ code }) => codes.has(code));
      return [...stale, ...found(report, "problem", "unknown")].length === 0;
    });
  });
});
