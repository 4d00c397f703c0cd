import type { LockEntry } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";
import { judgeDrift, type PartDrift } from "../../src/doctor/probes/drift.ts";
import { judgeImages, type UsedImage } from "../../src/doctor/probes/images.ts";
import { judgeOverrides } from "../../src/doctor/probes/overrides.ts";
import { judgeRegistries, registriesOf, registryOf } from "../../src/doctor/probes/registry.ts";
import { judgeSecrets } from "../../src/doctor/probes/secrets.ts";

const short = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);

const DIGEST = `sha256:${"a1".repeat(32)}`;
const pinned: UsedImage = {
  ...{ reference: `ghcr.io/x/relay:1.0.0@${DIGEST}`, containers: ["unicity-relay"] },
  ...{ architecture: "amd64", moved: false },
};
const locked = { digest: DIGEST } as LockEntry;
const waived = (expires: string) => ({ digest: null, waiver: { reason: "r", expires } }) as LockEntry;
const NOW = new Date("2026-06-10T12:00:00Z");

test.each<[string, Partial<UsedImage>, string[]]>([
  ["pinned and native", {}, ["ok IMAGES"]],
  ["no digest", { reference: "relay:dev" }, ["warning IMAGE_UNPINNED"]],
  ["another architecture", { architecture: "arm64" }, ["warning IMAGE_EMULATED"]],
  ["a newer image under its name", { moved: true }, ["warning IMAGE_MOVED"]],
  ["gone from the engine", { architecture: undefined }, ["warning IMAGE_MISSING"]],
])("images: %s", (_, given, expected) => {
  const facts = { architecture: "amd64", used: [{ ...pinned, ...given }], lock: { relay: locked }, now: NOW };
  expect(short(judgeImages(facts))).toEqual([...expected, "ok LOCK"]);
});

test.each<[string, LockEntry, string]>([
  ["resolved", locked, "ok LOCK"],
  ["waived", waived("2026-06-10"), "warning LOCK_UNRESOLVED"],
  ["a waiver of the past", waived("2026-06-09"), "problem LOCK_WAIVER_EXPIRED"],
])("lock: %s", (_, entry, expected) => {
  const facts = { architecture: "amd64", used: [pinned], lock: { relay: entry }, now: NOW };
  expect(short(judgeImages(facts))).toEqual(["ok IMAGES", expected]);
});

const answer = (status: number) => ({ reached: true as const, status, date: null, at: 0, text: "" });

test.each([
  ["asks for a login", answer(401), false, "ok REGISTRY"],
  ["limits", answer(429), false, "warning REGISTRY_LIMITED"],
  ["is sick", answer(503), false, "warning REGISTRY_SICK"],
  ["is silent", { reached: false as const, why: "ENOTFOUND" }, false, "warning REGISTRY_UNREACHABLE"],
  ["is behind a proxy", { reached: false as const, why: "ENOTFOUND" }, true, "unknown REGISTRY"],
])("registry: %s", (_, given, fetchesElsewhere, expected) => {
  const registries = [{ host: "ghcr.io", answer: given }];
  expect(short(judgeRegistries({ registries, fetchesElsewhere }))).toEqual([expected]);
});

test("registries are those of references that came from one", () => {
  expect(registryOf("ghcr.io/x/y:1")).toBe("ghcr.io");
  expect(registryOf("localhost:5000/y:1")).toBe("localhost:5000");
  expect(registryOf("mongo:7")).toBe("registry-1.docker.io");
  expect(registriesOf(["made-here/relay:dev", `mongo@${DIGEST}`], "ghcr.io/own/x")).toEqual([
    "registry-1.docker.io",
    "ghcr.io",
  ]);
});

test.each([
  ["private files", [{ path: "/s/a", mode: 0o100600 }], [], ["ok SECRETS"]],
  ["readable for others", [{ path: "/s/a", mode: 0o100644 }], [], ["problem SECRET_MODE"]],
  ["readable for the group", [{ path: "/s/a", mode: 0o100640 }], [], ["problem SECRET_MODE"]],
  ["gone", [{ path: "/s/a", mode: "missing" as const }], [], ["problem SECRET_MISSING"]],
  ["out of sight", [{ path: "/s/a", mode: "hidden" as const }], [], ["unknown SECRET_MODE"]],
  [
    "in an environment",
    [],
    [{ container: "c", variables: ["HAPROXY_API_KEY"] }],
    ["problem SECRET_IN_ENVIRONMENT"],
  ],
  ["none", [], [], ["not-applicable NOT_APPLICABLE"]],
])("secrets: %s", (_, files, exposed, expected) => {
  expect(short(judgeSecrets({ files, exposed }))).toEqual(expected);
});

const part: PartDrift = {
  ...{ stack: "relay", file: "as-written", path: "/i/docker/relay.yml" },
  ...{ wanted: { relay: "h1" }, running: { relay: "h1" } },
};

test.each<[string, Partial<PartDrift>, string[]]>([
  ["as the file says", {}, ["ok DRIFT"]],
  ["stopped", { running: {} }, ["ok DRIFT"]],
  ["another configuration", { running: { relay: "h0" } }, ["warning CONTAINER_DRIFT"]],
  ["a service that is in no file", { running: { relay: "h1", more: "h2" } }, ["warning CONTAINER_DRIFT"]],
  [
    "edited",
    { file: "edited", running: { relay: "h0" } },
    ["problem FILE_EDITED", "warning CONTAINER_DRIFT"],
  ],
  ["deleted", { file: "missing", wanted: undefined }, ["warning FILE_MISSING"]],
  ["Compose is silent", { wanted: undefined }, ["unknown DRIFT"]],
])("drift: %s", (_, given, expected) => {
  expect(short(judgeDrift([{ ...part, ...given }]))).toEqual(expected);
});

test.each([
  ["none", [], {}, true, ["ok OVERRIDES"]],
  ["a file", [{ of: "relay", path: "/i/overrides/relay.yml" }], {}, true, ["warning OVERRIDE_IN_USE"]],
  ["an image", [], { relay: "relay:dev" }, true, ["warning IMAGE_REPLACED"]],
  ["nothing rendered", [], {}, false, ["not-applicable NOT_APPLICABLE"]],
])("overrides: %s", (_, files, images, rendered, expected) => {
  expect(short(judgeOverrides({ files, images, rendered }))).toEqual(expected);
});
