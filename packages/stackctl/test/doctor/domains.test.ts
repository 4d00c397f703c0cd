import { expect, test } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";
import { type IssuedCertificate, judgeBudget } from "../../src/doctor/probes/budget.ts";
import { type CertificateFacts, judgeCertificates } from "../../src/doctor/probes/certificates.ts";
import { type DomainRecords, judgeNames } from "../../src/doctor/probes/names.ts";
import { judgeReach, type ReachFacts } from "../../src/doctor/probes/port-80.ts";
import { judgeRegistrations, type RegistrationFacts } from "../../src/doctor/probes/registrations.ts";
import { judgeRenewals, type RenewalFacts } from "../../src/doctor/probes/renewals.ts";
import { judgeResolution } from "../../src/doctor/probes/resolution.ts";
import type { HostContainer } from "../../src/doctor/sight/containers.ts";
import { isPublicAddress } from "../../src/doctor/sight/names.ts";

const DOMAIN = "relay-dev.example.org";
const short = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);
const bad = (findings: readonly Finding[]) => short(findings.filter(({ severity }) => severity !== "ok"));

const records: DomainRecords = { domain: DOMAIN, a: ["203.0.113.7"], aaaa: [], caa: null };
const caa = (...issue: string[]) => ({ at: "example.org", issue });

test.each<[string, Partial<DomainRecords>, string[]]>([
  ["all leads here", {}, []],
  ["no A record", { a: [] }, ["problem DNS_NO_ADDRESS"]],
  ["another host", { a: ["198.51.100.1"] }, ["problem DNS_ELSEWHERE"]],
  ["one of two leads elsewhere", { a: ["203.0.113.7", "198.51.100.1"] }, ["problem DNS_ELSEWHERE"]],
  ["IPv6 leads elsewhere", { aaaa: ["2001:db8::1"] }, ["problem DNS_IPV6_ELSEWHERE"]],
  ["CAA names another authority", { caa: caa("digicert.com") }, ["problem DNS_CAA_FORBIDS"]],
  ["CAA forbids all", { caa: caa(";") }, ["problem DNS_CAA_FORBIDS"]],
  ["CAA allows it, with parameters", { caa: caa("letsencrypt.org; validationmethods=http-01") }, []],
  [
    "no name server answers",
    { a: undefined, aaaa: undefined, caa: undefined },
    ["unknown DNS_A", "unknown DNS_AAAA", "unknown DNS_CAA"],
  ],
])("DNS: %s", (_, given, expected) => {
  const facts = {
    domains: [{ ...records, ...given }],
    addresses: ["203.0.113.7", "10.0.0.2"],
    authority: "letsencrypt.org",
  };
  expect(bad(judgeNames(facts))).toEqual(expected);
});

test("DNS: behind NAT an address that is not this host's says nothing", () => {
  const facts = { domains: [records], addresses: ["192.168.1.4"], authority: "letsencrypt.org" };
  expect(bad(judgeNames(facts))).toEqual(["unknown DNS_A"]);
  expect(short(judgeNames({ ...facts, domains: [] }))).toEqual(["not-applicable NOT_APPLICABLE"]);
});

test.each([
  ["203.0.113.7", true],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.32.0.1", true],
  ["192.168.0.1", false],
  ["100.64.0.1", false],
  ["127.0.0.1", false],
  ["2001:db8::1", true],
  ["fd00::1", false],
])("%s is public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

const END = "2026-12-01T00:00:00Z";
const health = (domain: string, expires = END) =>
  JSON.stringify({ status: "ok", domain, cert_expires: expires });
const answered = (text: string) => ({ reached: true as const, status: 200, date: null, at: 0, text });
const reach: ReachFacts = { domain: DOMAIN, answer: answered(health(DOMAIN)), served: true, notAfter: END };
const refused = { reached: false as const, why: "ECONNREFUSED" };

test.each<[string, Partial<ReachFacts>, string]>([
  ["leads here", {}, "ok PORT_80"],
  ["nothing answers", { answer: refused }, "problem PORT_80_SILENT"],
  ["nothing answers before the first start", { answer: refused, served: false }, "warning PORT_80_SILENT"],
  ["the name does not resolve", { answer: { reached: false, why: "ENOTFOUND" } }, "unknown PORT_80"],
  ["another web server", { answer: answered("<html>") }, "problem PORT_80_ELSEWHERE"],
  ["another service", { answer: answered(health("other.example.org")) }, "problem PORT_80_ELSEWHERE"],
  [
    "the same on another host",
    { answer: answered(health(DOMAIN, "2026-11-01T00:00:00Z")) },
    "problem PORT_80_ELSEWHERE",
  ],
  ["something answers, nothing runs here", { served: false }, "unknown PORT_80"],
])("port 80: %s", (_, given, expected) => {
  expect(short(judgeReach([{ ...reach, ...given }]))).toEqual([expected]);
});

const certificate = {
  ...{ serial: "0A", servedSerial: "0A", notAfter: END, daysLeft: 60, issuer: "CN=R11" },
  environment: "production",
};
const one = (given: object, lifetime = 90): CertificateFacts => ({
  lifetime,
  ...{ container: "unicity-relay", domain: DOMAIN, certificate: { ...certificate, ...given } },
});

test.each<[string, CertificateFacts, string]>([
  ["good", one({}), "ok CERTIFICATE"],
  ["none", { ...one({}), certificate: null }, "problem CERTIFICATE_MISSING"],
  ["expired", one({ daysLeft: -1 }), "problem CERTIFICATE_EXPIRED"],
  ["ends in days", one({ daysLeft: 6 }), "problem CERTIFICATE_ENDS"],
  ["not renewed yet", one({ daysLeft: 20 }), "warning CERTIFICATE_ENDS"],
  ["of six days, new", one({ daysLeft: 5 }, 6), "ok CERTIFICATE"],
  ["of six days, late", one({ daysLeft: 1 }, 6), "warning CERTIFICATE_ENDS"],
  ["not said", { ...one({}), certificate: undefined }, "unknown CERTIFICATE"],
  ["staging", one({ environment: "staging" }), "warning CERTIFICATE_FOR_TRIALS"],
  ["renewed and not served", one({ servedSerial: "09" }), "problem CERTIFICATE_NOT_SERVED"],
  ["nothing served", one({ servedSerial: "" }), "problem CERTIFICATE_NOT_SERVED"],
])("certificate: %s", (_, given, expected) => {
  expect(short(judgeCertificates([given]))).toEqual([expected]);
});

const processes = { renewal: { up: true, seconds: 7200 }, watcher: { up: true }, "port-80": { up: true } };

test.each<[string, RenewalFacts["processes"], string[]]>([
  ["at work", processes, ["ok RENEWALS"]],
  ["the loop is down", { ...processes, renewal: { up: false } }, ["problem RENEWALS_STOPPED"]],
  ["there is no loop", { watcher: { up: true }, "port-80": { up: true } }, ["problem RENEWALS_STOPPED"]],
  ["nobody puts it to use", { ...processes, watcher: { up: false } }, ["problem RENEWALS_STOPPED"]],
  ["silent", undefined, ["unknown RENEWALS"]],
])("renewals: %s", (_, given, expected) => {
  expect(short(judgeRenewals([{ container: "unicity-relay", mode: "tls", processes: given }]))).toEqual(
    expected,
  );
});

const NOW = new Date("2026-06-10T00:00:00Z");
const LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
const issued = (day: number, domain = DOMAIN, authority = LETS_ENCRYPT): IssuedCertificate => ({
  ...{ names: [domain], issuedAt: `2026-06-${String(day).padStart(2, "0")}T00:00:00Z`, authority },
});

test.each<[string, IssuedCertificate[], string[]]>([
  ["one this week", [issued(9)], ["ok BUDGET"]],
  ["all of them weeks ago", [1, 1, 1, 2, 2].map((day) => issued(day)), ["ok BUDGET"]],
  ["three of five", [5, 6, 7].map((day) => issued(day)), ["warning BUDGET_LOW"]],
  ["five of five", [5, 6, 7, 8, 9].map((day) => issued(day)), ["problem BUDGET_SPENT"]],
  [
    "fifty names of one domain",
    Array.from({ length: 50 }, (_, index) => issued(9, `r${index}.example.org`)),
    ["problem BUDGET_SPENT"],
  ],
  ["another authority", [issued(9, DOMAIN, "https://pebble:14000/dir")], ["not-applicable NOT_APPLICABLE"]],
])("budget: %s", (_, certificates, expected) => {
  expect(short(judgeBudget({ certificates, unseen: [], now: NOW }))).toEqual(expected);
});

test("budget: says until when to wait, and what it cannot know", () => {
  const certificates = [5, 6, 7, 8, 9].map((day) => issued(day));
  const [finding] = judgeBudget({ certificates, unseen: [], now: NOW });
  expect(finding?.next).toContain("2026-06-12T00:00Z");
  expect(finding?.evidence).toContain("is not known");
  expect(short(judgeBudget({ certificates: [], unseen: ["unicity-relay"], now: NOW }))).toEqual([
    "unknown BUDGET",
  ]);
});

const container = (name: string, status = "running"): HostContainer =>
  ({ id: `${name}-id`, name, hostname: name, aliases: [], status }) as unknown as HostContainer;
const containers = [container("unicity-relay"), container("haproxy"), container("old", "exited")];
const entry = { domain: DOMAIN, container: "unicity-relay" };
const asks = (api: RegistrationFacts["asked"][number]["api"]) => [
  { container: "unicity-relay", haproxy: "haproxy", domains: [DOMAIN], api },
];
const knows = (...entries: { domain: string; container: string }[]) => asks({ status: 200, entries });

test.each<[string, RegistrationFacts["asked"], string[]]>([
  ["registered", knows(entry), []],
  ["lost", knows(), ["problem REGISTRATION_MISSING"]],
  ["of another", knows({ ...entry, container: "haproxy" }), ["problem REGISTRATION_FOREIGN"]],
  [
    "a container that is gone",
    knows(entry, { domain: "x.org", container: "gone" }),
    ["warning REGISTRATION_STALE"],
  ],
  [
    "one that does not run",
    knows(entry, { domain: "x.org", container: "old" }),
    ["warning REGISTRATION_STALE"],
  ],
  ["a container by its id", knows(entry, { domain: "x.org", container: "haproxy-i" }), []],
  ["the key is refused", asks({ status: 401, entries: [] }), ["problem API_KEY_REFUSED"]],
  ["no answer", asks({ status: 0, entries: [] }), ["problem API_SILENT"]],
  ["the service is silent", asks(undefined), ["unknown REGISTRATION"]],
])("registrations: %s", (_, asked, expected) => {
  expect(bad(judgeRegistrations({ asked, containers }))).toEqual(expected);
});

test("registrations: an HAProxy on another host may know containers that are not here", () => {
  const asked = knows(entry, { domain: "x.org", container: "gone" }).map((one) => ({
    ...one,
    haproxy: "edge.example.org",
  }));
  expect(bad(judgeRegistrations({ asked, containers }))).toEqual([]);
});

test.each<[string, Record<string, string> | undefined, string[]]>([
  ["all found", { haproxy: "172.18.0.2" }, ["ok NAMES_INSIDE"]],
  ["one lost", { haproxy: "172.18.0.2", aggregator: "" }, ["problem NAME_UNRESOLVED"]],
  ["silent", undefined, ["unknown NAMES_INSIDE"]],
])("names inside: %s", (_, names, expected) => {
  expect(short(judgeResolution([{ container: "unicity-faucet", names }]))).toEqual(expected);
});
