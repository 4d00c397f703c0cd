import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckoutState } from "release";
import { readWorkspace } from "release/lockstep";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { writeLayout } from "../../packages/release/test/support/layout.ts";
import {
  type DockerRegistry,
  LOGIN,
  skipped,
  startPrivateRegistry,
} from "../../packages/release/test/support/registry.ts";
import { imagesOf } from "../release-images/images.ts";
import { locksOf } from "../release-images/locks.ts";
import { describeReport } from "../release-images/report.ts";
import { parseRequest } from "../release-images/request.ts";
import { runRelease } from "../release-images/run.ts";

const root = join(import.meta.dirname, "../..");
const source = "https://github.com/example/stack";
const state: CheckoutState = {
  revision: "c".repeat(40),
  committedAt: 1_700_000_000,
  source,
  changed: [],
  lockChanged: false,
};
const base = [
  "--base",
  `registry.example/ssl-manager@sha256:${"ab".repeat(32)}`,
  "--platform",
  "linux/amd64",
];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "release-images-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** This repository right after its version commit, with every pin of others accepted. @param changed files that differ from it */
function released(registry: DockerRegistry, folder: string, changed: string[] = []) {
  const workspace = { ...readWorkspace(root), changesets: {} };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth: LOGIN } } }));
  const said: string[] = [];
  const surroundings = {
    workspace,
    state: { ...state, changed },
    env: { DOCKER_CONFIG: folder },
    say: (line: string) => said.push(line),
  };
  const accepted = Object.entries(workspace.images)
    .filter(
      ([key, { repository }]) =>
        !repository.includes("/unicity-sphere/") && !workspace.lock.images[key]?.verified,
    )
    .flatMap(([key]) => ["--unverified", key]);
  return {
    workspace,
    said,
    run: (registryName: string, ...args: string[]) =>
      runRelease(parseRequest(["--registry", registryName, ...base, ...accepted, ...args]), surroundings),
  };
}

function command(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "scripts/release-images.ts"), ...args],
    {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent" },
    },
  );
  return { status, stdout, stderr };
}

test("--help names every option and exit code", () => {
  const { status, stdout } = command("--help");
  expect(status).toBe(0);
  for (const text of [
    "--registry R",
    "--dry-run",
    "--layouts DIR",
    "--unverified KEY",
    "--json",
    "Exit codes: 0 ",
  ])
    expect(stdout).toContain(text);
});

test.each([
  [["--regstry", "x"], "--regstry"],
  [["--build-only"], "--layouts DIR"],
  [["--source", source, "--registry", "https://ghcr.io/us"], "host[:port]/owner"],
  [["--source", source, "--registry", "ghcr.io/us", "--base", "stand-in"], "for trials"],
  [["--source", source, "--registry", "ghcr.io/us", "--debian-snapshot", "none"], "for trials"],
])("%j is refused with 3 and five parts", (args, text) => {
  const { status, stdout } = command(...args, "--json");
  const { schema, error } = JSON.parse(stdout);
  expect({ schema, code: error.code }).toEqual({ schema: "unicity-stack/error@1", code: "USAGE" });
  expect(`${error.what} ${error.next}`).toContain(text);
  expect(status).toBe(3);
});

test.each([
  ["ours", "ghcr.io/unicity-sphere", join(root, "images.lock.json")],
  ["a fork's", "ghcr.io/example", undefined],
])("a registry that is %s: where the digests go unless a file is named", (_, registry, file) => {
  expect(locksOf(parseRequest([]), registry, readWorkspace(root), state).written).toBe(file);
});

test("images are made from the Debian of debian.json, and from what the machine has where their base stands in", async () => {
  const workspace = readWorkspace(root);
  const release = {
    version: "0.6.0",
    revision: "c".repeat(40),
    source,
    sdk: "0.6.14",
    verified: "",
    registry: "r/o",
  };
  const made = (snapshot: string, ...args: string[]) =>
    imagesOf(parseRequest(args), { ...workspace, debian: { snapshot } }, release);
  const first = await made("20261101T000000Z", ...base);
  const second = await made("20261102T000000Z", ...base);
  expect(first.map(({ build }) => build.arguments?.DEBIAN_SNAPSHOT)).toEqual(
    Array(5).fill("20261101T000000Z"),
  );
  for (const [at, { name, inputs }] of first.entries()) expect(second[at]?.inputs, name).not.toBe(inputs);
  for (const { build } of await made("20261101T000000Z", "--base", "stand-in", "--platform", "linux/amd64"))
    expect(build.arguments).not.toHaveProperty("DEBIAN_SNAPSHOT");
});

describe.skipIf(skipped)("with a real registry (Debian package docker-registry)", () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startPrivateRegistry();
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());

  test("a dry run shows all that is in the way, and the tags that are to come", async () => {
    const folder = temporaryFolder();
    const { workspace } = released(registry, folder);
    const dirty = { ...state, changed: ["a file"] };
    const env = { DOCKER_CONFIG: folder };
    const request = parseRequest(["--registry", `${registry.host}/plan`, ...base, "--dry-run"]);
    const report = await runRelease(request, {
      workspace: { ...workspace, changesets: { "a.md": '---\n"relay-image": patch\n---\n\nA change.\n' } },
      state: dirty,
      env,
      say: () => {},
    });
    // Pins of others are a problem too for as long as the lock has unconfirmed ones.
    const codes = report.problems.map(({ code }) => code).filter((code) => code !== "PINS_UNVERIFIED");
    expect(codes).toEqual(["DIRTY_TREE", "CHANGESETS_PENDING"]);
    expect(report.images.map(({ name }) => name)).toEqual([
      "relay",
      "faucet",
      "aggregator-proxy",
      "aggregator-tools",
      "devnet",
    ]);
    const { version } = report;
    const [relay] = report.images;
    expect(relay).toMatchObject({
      reference: null,
      platforms: ["linux/amd64"],
      inputs: expect.stringMatching(/^sha256:/),
    });
    expect(relay?.tags.map(({ tag, action }) => `${action} ${tag}`)).toEqual([
      `set ${version}`,
      `set sha-${"c".repeat(40)}`,
      expect.stringMatching(/^set sdk-\d+\.\d+\.\d+-r\d+$/),
      `set ${version.split(".").slice(0, 2).join(".")}`,
    ]);
    expect(describeReport(report)).toContain("✗ Files differ from the commit");
  });

  test("the first release publishes all images and writes their digests once; the second finds everything done", async () => {
    const folder = temporaryFolder();
    const { run, workspace, said } = released(registry, folder);
    const place = `${registry.host}/first`;
    const lock = join(folder, "images.lock.json");
    cpSync(join(root, "images.lock.json"), lock);
    const { images, version, revision } = await run(place, "--dry-run");
    const layouts = join(folder, "layouts");
    const release = { version, revision, source, sdk: "", verified: "", registry: place };
    for (const image of images) writeLayout(join(layouts, image.name), { ...image, base: "" }, release);

    const first = await run(place, "--layouts", layouts, "--lock", lock);
    expect(first.images.every(({ sent }) => sent > 0)).toBe(true);
    const written = readFileSync(lock, "utf8");
    const locked = JSON.parse(written).images;
    for (const { name, reference } of first.images.filter(({ name }) => name !== "devnet")) {
      expect(reference).toBe(`${place}/${name}@${locked[name].digest}`);
      expect(locked[name]).toMatchObject({
        reference: workspace.lock.images[name]?.reference,
        verified: true,
      });
      expect(locked[name]).not.toHaveProperty("waiver");
    }
    expect(said.at(-1)).toContain("pnpm render");

    rmSync(layouts, { recursive: true });
    const second = await run(place, "--lock", lock);
    expect(second.images.map(({ reference, sent }) => ({ reference, sent }))).toEqual(
      first.images.map(({ reference }) => ({ reference, sent: 0 })),
    );
    expect(readFileSync(lock, "utf8")).toBe(written);
  });

  test("a platform that no image has is refused with those that there are", async () => {
    const { run } = released(registry, temporaryFolder());
    await expect(run("registry.invalid/us", "--platform", "linux/s390x")).rejects.toMatchObject({
      parts: {
        code: "USAGE",
        what: expect.stringContaining("--platform linux/s390x"),
        evidence: "known: linux/amd64, linux/arm64",
      },
    });
  });

  test("a lock that cannot take the digests is refused before anything is published", async () => {
    const folder = temporaryFolder();
    const { run } = released(registry, folder);
    const missing = join(folder, "missing.json");
    await expect(run("registry.invalid/us", "--lock", missing)).rejects.toMatchObject({
      parts: { code: "USAGE", where: missing },
    });
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{}");
    await expect(run("registry.invalid/us", "--lock", broken)).rejects.toMatchObject({
      parts: { code: "LOCK_INVALID", where: broken },
    });
  });

  test("a lock with digests of another registry is refused, and nothing is published", async () => {
    const folder = temporaryFolder();
    const { run, workspace } = released(registry, folder);
    const lock = join(folder, "images.lock.json");
    const { relay } = workspace.lock.images;
    const { waiver: _, ...entry } = {
      ...relay,
      mediaType: "application/vnd.oci.image.index.v1+json",
      verified: true,
    };
    const theirs = { ...entry, digest: `sha256:${"cd".repeat(32)}`, resolvedAt: "2030-01-01T00:00:00Z" };
    writeFileSync(
      lock,
      JSON.stringify({ ...workspace.lock, images: { ...workspace.lock.images, relay: theirs } }),
    );
    const place = `${registry.host}/theirs`;
    await expect(run(place, "--layouts", join(folder, "none"), "--lock", lock)).rejects.toMatchObject({
      parts: {
        code: "LOCK_OF_OTHERS",
        where: lock,
        evidence: expect.stringContaining(`relay: ${theirs.digest}`),
      },
    });
  });

  test("a release is refused before the registry is asked when something is in the way", async () => {
    const { run } = released(registry, temporaryFolder(), ["a file"]);
    await expect(run("registry.invalid/us")).rejects.toMatchObject({ code: "DIRTY_TREE" });
  });
});
