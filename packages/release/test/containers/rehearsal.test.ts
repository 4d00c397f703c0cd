import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownEngineObstacle } from "../../../rehearsal/test/support/own-engine/as-root.ts";
import type { OwnEngine } from "../../../rehearsal/test/support/own-engine/own-engine.ts";
import { openGate } from "../support/gate.ts";
import { killedBefore, killedWhen } from "../support/killed.ts";
import { startNpmRegistry, TOKEN } from "../support/npm-registry.ts";
import { contentOf, type DockerRegistry, LOGIN, startPrivateRegistry } from "../support/registry.ts";
import { type Checkout, makeCheckout } from "./support/checkout.ts";
import { startBuilder, startCleanEngine } from "./support/engines.ts";
import { pushStandIns, STAND_INS } from "./support/stand-ins.ts";

const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;
const obstacle = hasEngine ? ownEngineObstacle() : "no Docker engine answers";
const runs = obstacle === undefined || process.env.CI === "true";

/** One step of the release; each needs those before it. */
function step(name: string, body: () => Promise<void>): void {
  if (runs) test(name, { timeout: 600_000 }, body);
  else test.skip(`${name} (skipped: ${obstacle})`, body);
}

type Images = Record<string, { repository: string; tag: string }>;
type Lock = { images: Record<string, { reference: string; digest: string; verified: boolean }> };

const OWN = ["relay", "faucet", "aggregator-proxy", "aggregator-tools", "devnet"];
const REPOSITORY = "unicity-sphere";

const stack = new AsyncDisposableStack();
let checkout: Checkout;
let registry: DockerRegistry;
let version: string;
/** Files of the release. */
let assets: string;
/** The engine of somebody who takes it. */
let clean: OwnEngine;
/** What that person has. */
let place: string;

beforeAll(async () => {
  if (!runs) return;
  checkout = stack.use(makeCheckout());
  registry = stack.use(await startPrivateRegistry());
  await logIn(registry.host);
  await pushStandIns(registry.host, checkout.json<Images>("images.json"), join(checkout.home, "docker"));
  assets = join(checkout.home, "assets");
  place = join(checkout.home, "clean");
});
afterAll(() => stack.disposeAsync());

async function logIn(host: string): Promise<void> {
  const [user = "", password = ""] = Buffer.from(LOGIN, "base64").toString().split(":");
  const login = ["login", host, "--username", user, "--password-stdin"];
  await execa("docker", login, { env: checkout.env, input: password, timeout: 300_000 });
}

const changed = () => checkout.git("status", "--porcelain", "--untracked-files=all").split("\n");

/** SHA-256 of every file of a folder. */
function sumsOf(folder: string): Record<string, string> {
  const sum = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
  return Object.fromEntries(readdirSync(folder).map((name) => [name, sum(name)]));
}

step("digests that the registries of others confirm go to main with what is rendered from them", async () => {
  const mirror = `http://${registry.host}`;
  const mirrors = { COMPOSE_GEN_MIRROR_GHCR_IO: mirror, COMPOSE_GEN_MIRROR_DOCKER_IO: mirror };
  checkout.push("Before");
  await checkout.run(["compose-gen", "lock", "--update", ...STAND_INS], mirrors);
  await checkout.run(["turbo", "run", "render"]);
  const { images } = checkout.json<Lock>("images.lock.json");
  for (const key of STAND_INS) expect(images[key]).toMatchObject({ verified: true });
  checkout.push("Confirm pins");
});

step("changesets become the next version of everything, also when that is killed half-way", async () => {
  const before: string = checkout.json<{ version: string }>("package.json").version;
  version = before.replace(/\d+$/, (patch) => `${Number(patch) + 1}`);
  writeFileSync(
    join(checkout.folder, ".changeset/rehearsed.md"),
    '---\n"relay-image": patch\n---\n\nThe release is rehearsed.\n',
  );
  checkout.push("Record a change");
  expect(await checkout.outputs("plan-release.sh")).toMatchObject({ action: "version", version: before });
  const command = ["node", "scripts/version-packages.ts"] as const;
  const { env, folder: cwd } = checkout;
  const write = { call: "writeFile", path: "packages/relay-image/CHANGELOG.md" };
  expect(await killedBefore(write, command, { env, cwd })).toBe(true);
  await checkout.run(command);
  await checkout.run(["node", "scripts/check-lockstep.ts"]);
  expect(checkout.json<{ version: string }>("package.json").version).toBe(version);
  const changelog = checkout.read("packages/relay-image/CHANGELOG.md");
  expect(changelog.match(/^## \S+$/gm)?.[0]).toBe(`## ${version}`);
  expect(changelog.match(/The release is rehearsed\./g)).toHaveLength(1);

  await checkout.run([".github/scripts/pull-request.sh", "release/version", "Version everything"]);
  checkout.merge("release/version");
  expect(await checkout.outputs("plan-release.sh")).toMatchObject({ action: "release", version });
  expect(changed()).toEqual([""]);
});

/** Arguments of `release-images.ts`: what is below our images stands in, so that a registry of this machine gets them. */
function releaseImages(host: string, ...args: string[]): [string, ...string[]] {
  const { images } = checkout.json<Lock>("images.lock.json");
  const open = Object.keys(images).filter((key) => !OWN.includes(key) && !images[key]?.verified);
  return [
    ...(["node", "scripts/release-images.ts", "--registry", `${host}/${REPOSITORY}`, "--json"] as const),
    ...["--base", "stand-in", "--relay-upstream", "stand-in", "--platform", "linux/amd64"],
    ...open.flatMap((key) => ["--unverified", key]),
    ...["--layouts", join(checkout.home, "layouts"), ...args],
  ];
}

const published = () => Promise.all(OWN.map((name) => contentOf(registry, `${REPOSITORY}/${name}`)));

step("images are built, sent and locked once, also when each of that is killed", async () => {
  await using builder = await startBuilder();
  const { folder: cwd } = checkout;
  const env = { ...checkout.env, DOCKER_HOST: builder.url };
  await checkout.run(["turbo", "run", "build", "--output-logs=errors-only"]);
  const build = releaseImages(registry.host, "--build-only");
  expect(await killedBefore({ call: "renameSync", path: "faucet.part" }, build, { cwd, env })).toBe(true);
  const layouts = join(checkout.home, "layouts");
  expect(readdirSync(layouts).sort()).toEqual(["faucet.part", "relay"]);
  await checkout.run(build, env);
  expect(readdirSync(layouts).sort()).toEqual([...OWN].sort());
  expect(await published()).toEqual(OWN.map(() => ({})));

  // In the middle of the second image.
  let kill = () => {};
  const gate = await openGate(registry, ({ method, url }) => {
    if (method !== "PUT" || !url.includes("/faucet/blobs/")) return "pass";
    kill();
    return "cut";
  });
  await logIn(gate.host);
  const halfway = releaseImages(gate.host, "--lock", "images.lock.json");
  expect(
    await killedWhen(
      (end) => {
        kill = end;
      },
      halfway,
      { cwd, env },
    ),
  ).toBe(true);
  expect((await published()).map((content) => Object.keys(content).length)).toEqual([3, 0, 0, 0, 0]);

  const publish = releaseImages(registry.host, "--lock", "images.lock.json");
  const lockWrite = { call: "renameSync", path: "images.lock.json.next" };
  expect(await killedBefore(lockWrite, publish, { cwd, env })).toBe(true);
  const all = await published();
  expect(all.map((content) => Object.keys(content).length)).toEqual(OWN.map(() => 4));
  const report = JSON.parse(await checkout.run(publish, env));
  expect(report.images.map(({ sent }: { sent: number }) => sent)).toEqual(OWN.map(() => 0));

  const { images } = checkout.json<Lock>("images.lock.json");
  for (const name of OWN.slice(0, 4)) {
    const digest = all[OWN.indexOf(name)]?.[version]?.digest;
    expect(images[name]).toMatchObject({
      reference: `ghcr.io/${REPOSITORY}/${name}:${version}`,
      digest,
      verified: true,
    });
  }
  const lock = checkout.read("images.lock.json");
  await checkout.run(publish, env);
  expect(await published()).toEqual(all);
  expect(checkout.read("images.lock.json")).toBe(lock);
  expect(changed()).toEqual(["M images.lock.json"]);
});

step("the files of the release name these digests, and are the same when each step is killed", async () => {
  const { env, folder: cwd } = checkout;
  const render = ["compose-gen", "render", "--config", "compose-gen.config.ts"] as const;
  const everything = [...render, "--all-generations", "--all-profiles", "--out", "generated"] as const;
  expect(
    await killedBefore({ call: "renameSync", path: "generated/relay.yml." }, everything, { cwd, env }),
  ).toBe(true);
  const make = (folder: string) => [".github/scripts/release-assets.sh", folder] as const;
  for (const path of ["assets/unicity-stack-host", "assets/npm."])
    expect(await killedBefore({ call: "renameSync", path }, make(assets), { cwd, env }), path).toBe(true);
  await checkout.run(make(assets));
  const again = join(checkout.home, "again");
  await checkout.run(make(again));
  expect(sumsOf(assets)).toEqual(sumsOf(again));
  expect(readdirSync(assets).filter((name) => name.endsWith(".tgz"))).toHaveLength(4);
  expect(changed().every((line) => /^ ?M (?:images\.lock\.json|generated\/|README\.md)/.test(line))).toBe(
    true,
  );
});

step("GitHub and npm have these very files, also when either is killed half-way", async () => {
  const { env, folder: cwd, played, home } = checkout;
  const release = { VERSION: version, GITHUB_SHA: checkout.git("rev-parse", "HEAD") };
  const publish = [".github/scripts/github-release.sh", assets] as const;
  const at = { call: "copyFileSync", path: "relay.yml" };
  expect(await killedBefore(at, publish, { cwd, env: { ...env, ...release } })).toBe(true);
  const public_ = join(played, `release-v${version}`);
  expect(existsSync(join(public_, ".draft"))).toBe(true);
  await checkout.run(publish, release);
  expect(sumsOf(public_)).toMatchObject(sumsOf(assets));
  expect(existsSync(join(public_, ".draft"))).toBe(false);

  const taken = join(home, "taken");
  await checkout.run([".github/scripts/download-release.sh", taken], release);
  let kill = () => {};
  const npm = await startNpmRegistry({
    beforeAnswered: (id) => {
      if (id.includes("devnet")) kill();
    },
  });
  writeFileSync(join(home, "npmrc"), `//${new URL(npm.url).host}/:_authToken=${TOKEN}\n`);
  const login = { NPM_CONFIG_USERCONFIG: join(home, "npmrc"), npm_config_userconfig: join(home, "npmrc") };
  const send = ["node", "scripts/release-npm.ts", "--tarballs", taken, "--registry", npm.url] as const;
  const killing = (end: () => void) => {
    kill = end;
  };
  expect(await killedWhen(killing, send, { cwd, env: { ...env, ...login } })).toBe(true);
  kill = () => {};
  await checkout.run(send, login);
  expect(new Set(npm.asked).size).toBe(npm.asked.length);
  const integrity = (name: string) =>
    `sha512-${createHash("sha512")
      .update(readFileSync(join(taken, name)))
      .digest("base64")}`;
  const tarballs = readdirSync(taken).filter((name) => name.endsWith(".tgz"));
  const stored = [...npm.packages.values()].map(({ versions }) => versions[version]?.dist.integrity);
  expect(stored.sort()).toEqual(tarballs.map(integrity).sort());
});

step("the digests reach main as a pull request of their own", async () => {
  const lock = join(checkout.home, "taken/images.lock.json");
  checkout.git("checkout", "--quiet", "--force", "main");
  await checkout.run([".github/scripts/take-lock.sh", lock]);
  await checkout.run([".github/scripts/pull-request.sh", "release/lock", "Lock the images of the release"]);
  checkout.merge("release/lock");
  expect(checkout.read("images.lock.json")).toBe(readFileSync(lock, "utf8"));
  expect(checkout.read("generated/relay.yml")).toMatch(
    /^ +image: ghcr\.io\/unicity-sphere\/relay:\S+@sha256:/m,
  );
  expect(changed()).toEqual([""]);
});

/** Runs a command on the clean host, in the folder of whoever takes the release. */
async function onCleanHost(...command: string[]): Promise<string> {
  const variables = [
    `DOCKER_HOST=${clean.url}`,
    `DOCKER_CONFIG=${join(place, "docker")}`,
    `STACKCTL_HOME=${join(place, "state")}`,
  ];
  const [program = "", ...args] = clean.inside("env", "-C", place, ...variables, ...command);
  return (await execa(program, args, { timeout: 300_000, stdin: "ignore" })).stdout;
}

/** What the engine runs: service → image as the container names it, and its state; all images are those of the lock. */
async function running(...filters: string[]): Promise<Record<string, string>> {
  const ids = (await onCleanHost("docker", "ps", "--quiet", ...filters)).split("\n").filter(Boolean);
  const format =
    '{{index .Config.Labels "com.docker.compose.service"}} {{.Config.Image}} {{with .State.Health}}{{.Status}}{{end}}';
  const lines = (await onCleanHost("docker", "inspect", "--format", format, ...ids)).split("\n");
  const { images } = JSON.parse(readFileSync(join(checkout.home, "taken/images.lock.json"), "utf8")) as Lock;
  const locked = Object.values(images).map(({ reference, digest }) => `${reference}@${digest}`);
  const all = lines.map((line) => line.split(" ") as [string, string, string]);
  for (const [, image] of all) expect(locked).toContain(image);
  return Object.fromEntries(all.map(([service, , health]) => [service, health]));
}

step(
  "on an engine that has nothing, stackctl of the tarballs pulls these digests and starts them",
  async () => {
    mkdirSync(place);
    const taken = join(checkout.home, "taken");
    const tarballs = readdirSync(taken).filter((name) => name.endsWith(".tgz"));
    const files = tarballs.filter((name) => !name.includes("e2e")).map((name) => join(taken, name));
    writeFileSync(join(place, "package.json"), '{ "private": true }');
    const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", ...files];
    await execa("npm", install, { cwd: place, timeout: 240_000 });
    clean = stack.use(await startCleanEngine(join(checkout.home, "registries"), registry.data));
    expect(await onCleanHost("docker", "images", "--quiet")).toBe("");
    const [user, password] = Buffer.from(LOGIN, "base64").toString().split(":");
    await onCleanHost("docker", "login", "ghcr.io", "--username", `${user}`, "--password", `${password}`);

    const stackctl = (...args: string[]) =>
      onCleanHost(process.execPath, "node_modules/@unicity-sphere/stackctl/dist/cli.js", ...args, "--json");
    const up = JSON.parse(await stackctl("up", "--docker", "--detach"));
    expect(up.checks.filter(({ outcome }: { outcome: string }) => outcome !== "pass")).toEqual([]);
    expect(up.services.map(({ name }: { name: string }) => name).sort()).toEqual(
      expect.arrayContaining(["faucet", "relay"]),
    );
    expect(await running()).toMatchObject({ relay: "healthy", faucet: "healthy" });
    await stackctl("down");
  },
);

step("so do the pinned Compose file and those of the host's bundle", async () => {
  const taken = join(checkout.home, "taken");
  const bundle = readdirSync(taken).find((name) => name.endsWith(".tar.gz")) ?? "";
  await onCleanHost("tar", "-xzf", join(taken, bundle));
  const root = join(place, basename(bundle, ".tar.gz"));
  await onCleanHost("sh", "-c", `cd '${root}' && sha256sum --check --quiet --strict SHA256SUMS`);
  expect(readFileSync(join(root, "images.lock.json"))).toEqual(readFileSync(join(taken, "images.lock.json")));
  await onCleanHost("docker", "network", "create", "unicity");
  mkdirSync(join(place, "secrets"));
  const words = `${"abandon ".repeat(11)}about`;
  writeFileSync(join(place, "secrets/faucet-mnemonic"), words, { mode: 0o644 });
  copyFileSync(join(taken, "stack.yml"), join(place, "stack.yml"));
  const compose = ["docker", "compose", "--file", join(place, "stack.yml")];
  await onCleanHost(...compose, "up", "--detach");
  const healthy = { relay: "healthy", faucet: "healthy", "aggregator-proxy": "healthy" };
  await expect.poll(() => running(), { interval: 500 }).toMatchObject(healthy);
  // A host's files want its domains: deploy-all.sh has tests of its own.
  const { relay } = checkout.json<Lock>("images.lock.json").images;
  expect(readFileSync(join(root, "compose/relay.yml"), "utf8")).toContain(
    `${relay?.reference}@${relay?.digest}`,
  );
});
