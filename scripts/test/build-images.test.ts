import { join } from "node:path";
import type { Lock, LockEntry } from "@unicity-sphere/compose-gen";
import { baseImage } from "rehearsal";
import { expect, test } from "vitest";
import { buildImage } from "../build-images/execute.ts";
import { exitCodeOf } from "../build-images/failure.ts";
import { planBuilds } from "../build-images/plan.ts";
import { parseRequest } from "../build-images/request.ts";

const checkout = join(import.meta.dirname, "../..");
const digest = `sha256:${"ab".repeat(32)}`;

/** A lock that holds the base, resolved or not. */
function lockWith(base?: Partial<LockEntry>): Lock {
  const entry = { reference: "ghcr.io/example/base:1.2.3", digest: null, platforms: [], verified: false };
  const images = base ? { "ssl-manager": { ...entry, source: "test", resolvedAt: null, ...base } } : {};
  return { lockVersion: 1, images };
}

function plan(args: string[], lock = lockWith()) {
  const now = new Date("2026-11-22T12:00:00Z");
  const surroundings = { checkout, version: "9.8.7", registry: "registry.example.org/us", lock, now };
  return planBuilds(parseRequest(args), surroundings);
}

test("the base is what the lock pins, and tags have registry and version", () => {
  const [relay, door, ...others] = plan(["aggregator-proxy", "relay"], lockWith({ digest }));
  expect(others).toEqual([]);
  expect(relay).toMatchObject({
    name: "relay",
    reference: "registry.example.org/us/relay:9.8.7",
    build: { arguments: { BASE_IMAGE: `ghcr.io/example/base@${digest}` } },
  });
  expect(relay?.build.arguments).not.toHaveProperty("RELAY_UPSTREAM");
  expect(door?.reference).toBe("registry.example.org/us/aggregator-proxy:9.8.7");
});

test.each([
  ["unresolved", lockWith({})],
  ["missing", lockWith()],
])("a base that is %s in the lock names both ways on", (_, lock) => {
  expect(() => plan(["relay"], lock)).toThrow(
    expect.objectContaining({
      code: "IMAGE_UNRESOLVED",
      parts: expect.objectContaining({
        next: expect.stringMatching(/(--base.*lock --update|lock --update.*--base)/),
      }),
    }),
  );
});

test.each([
  "ghcr.io/example/base",
  "ghcr.io/example/base:latest",
  "localhost:5000/base",
  "ghcr.io/example/base:7.0",
])("%s can move, and is refused with what to add", (reference) => {
  expect(() => plan(["relay", "--base", reference])).toThrow(
    expect.objectContaining({
      code: "IMAGE_FLOATING",
      parts: expect.objectContaining({ next: expect.stringContaining(`--base ${reference}@sha256:`) }),
    }),
  );
});

test.each([
  "ghcr.io/example/base@sha256:abc",
  `ghcr.io/example/base:latest@sha256:${"AB".repeat(32)}`,
  "ghcr.io/example/base@",
])("%s has no digest, and says what one is", (reference) => {
  expect(() => plan(["relay", "--base", reference])).toThrow(
    expect.objectContaining({
      code: "DIGEST_INVALID",
      parts: expect.objectContaining({
        what: expect.stringContaining("64 hex digits"),
        where: `--base ${reference}`,
        next: expect.stringMatching(/inspect ghcr\.io\/example\/base(:latest)?`/),
      }),
    }),
  );
});

test("references by hand and the rehearsal's stand-in take the place of the lock", () => {
  const base = `ghcr.io/example/base:latest@${digest}`;
  const upstream = "ghcr.io/example/relay:sha-1e1b544";
  const [relay] = plan(["relay", "--base", base, "--relay-upstream", upstream]);
  expect(relay?.build.arguments).toMatchObject({ BASE_IMAGE: base, RELAY_UPSTREAM: upstream });
  const [door] = plan(["aggregator-proxy", "--base", "stand-in"]);
  expect(door?.build.arguments?.BASE_IMAGE).toEqual(baseImage(join(checkout, "packages/rehearsal")));
});

test.each(["devnet", "aggregator-tools"])("%s is refused while its Debian is not known", (name) => {
  const refused = expect.objectContaining({
    code: "IMAGE_UNRESOLVED",
    parts: expect.objectContaining({ next: expect.stringMatching(/lock --update debian.*--debian/) }),
  });
  expect(() => plan([name, "--base", `ghcr.io/example/base@${digest}`])).toThrow(refused);
});

test.each(["devnet", "aggregator-tools"])(
  "%s is built on Debian, which the base's stand-in brings along",
  (name) => {
    expect(parseRequest([name, "--base", "stand-in"]).debian).toBe("stand-in");
    expect(parseRequest([name, "--base", "x@sha256:0"]).debian).toBeUndefined();
    const [image] = plan([name, "--debian", `docker.io/library/debian@${digest}`]);
    expect(image?.build.arguments?.BASE_IMAGE).toBe(`docker.io/library/debian@${digest}`);
  },
);

test("Debian packages are those of the base's own sources, or of a time and a keeper of snapshots that are given", () => {
  const locked = lockWith({ digest });
  expect(plan(["relay"], locked)[0]?.build.arguments).not.toHaveProperty("DEBIAN_SNAPSHOT");
  const at = ["--debian-snapshot", "20261122T110000Z", "--debian-archive", "http://mirror.example"];
  for (const { build } of plan(["relay", "faucet", "aggregator-proxy", ...at], locked))
    expect(build).toMatchObject({
      arguments: { DEBIAN_SNAPSHOT: "20261122T110000Z", DEBIAN_ARCHIVE: "http://mirror.example" },
      contexts: { "debian-packages": join(checkout, "packages/service-runtime/debian") },
    });
  const debian = ["--debian", `docker.io/library/debian@${digest}`];
  for (const { build } of plan(["aggregator-tools", "devnet", ...debian, ...at]))
    expect(build).toMatchObject({
      arguments: { DEBIAN_SNAPSHOT: "20261122T110000Z" },
      contexts: { "debian-packages": join(checkout, "packages/service-runtime/debian") },
    });
});

test.each([
  ["--debian-snapshot", "2026-11-01", "no time"],
  ["--debian-snapshot", "20260230T000000Z", "there is no 2026-02-30"],
  ["--debian-snapshot", "20261122T120001Z", "in the future"],
  ["--debian-archive", "mirror.example", "no address"],
])("%s %s is refused", (option, value, what) => {
  expect(() => plan(["relay", option, value], lockWith({ digest }))).toThrow(
    expect.objectContaining({
      code: "USAGE",
      parts: expect.objectContaining({ what: expect.stringContaining(what) }),
    }),
  );
});

test.each([
  [["frobnicate"], "Known: relay, faucet"],
  [["--bsae", "x"], "--help"],
])("%j is a usage error", (args, next) => {
  const refused = expect.objectContaining({
    code: "USAGE",
    parts: expect.objectContaining({ next: expect.stringContaining(next) }),
  });
  expect(() => parseRequest(args)).toThrow(refused);
});

test("a build that fails shows its last lines, and ends with exit code 1", async () => {
  const [relay] = plan(["relay"], lockWith({ digest }));
  if (!relay) throw new Error("not planned");
  const failing = buildImage(relay, async (_, { onLine }) => {
    for (let line = 1; line <= 30; line++) onLine?.(`line ${line}`);
    return { exitCode: 1, stdout: "", stderr: "" };
  });
  const error = await failing.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "IMAGE_NOT_MADE",
    parts: { evidence: expect.stringMatching(/^line 11\n[\s\S]*line 30$/) },
  });
  expect(exitCodeOf(error)).toBe(1);
});

test.each([
  ["relay", "ghcr.io/example/tokens-relay:sha-1e1b544", "--relay-upstream stand-in"],
  ["relay", `ghcr.io/example/base@${digest}`, "--base stand-in"],
  ["faucet", `ghcr.io/example/base@${digest}`, "--base stand-in"],
  ["faucet", "ghcr.io/example/agent:sha-1e1b544", "leave --faucet-upstream out"],
  ["aggregator-tools", `docker.io/library/debian@${digest}`, "--debian stand-in"],
] as const)("a build of %s that cannot pull %s names the way on for a trial", async (name, image, option) => {
  const [build] = plan([name, "--debian", `docker.io/library/debian@${digest}`], lockWith({ digest }));
  if (!build) throw new Error("not planned");
  const last = `ERROR: failed to solve: ${image}: failed to resolve source metadata for ${image}: failed to do request: Head "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host`;
  const failing = buildImage(build, async (_, { onLine }) => {
    for (const line of [" > [internal] load metadata for it:", "------", last]) onLine?.(line);
    return { exitCode: 1, stdout: "", stderr: "" };
  });
  const error = await failing.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "IMAGE_NOT_MADE",
    parts: { where: image, evidence: last, next: expect.stringContaining(option) },
  });
  expect(exitCodeOf(error)).toBe(1);
});
