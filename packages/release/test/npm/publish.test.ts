import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type RunCommand, runCommand } from "rehearsal";
import { expect, test } from "vitest";
import { observePackage } from "../../src/npm/observe.ts";
import { tarballsIn } from "../../src/npm/pack.ts";
import { type PlannedPackage, planPackages } from "../../src/npm/plan.ts";
import { publishPackages } from "../../src/npm/publish.ts";
import { type Answer, startAnswers } from "../support/answers.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type NpmRegistry, startNpmRegistry, TOKEN } from "../support/npm-registry.ts";
import { NAMES, type SamplePackage, writeSamplePackages } from "../support/tarballs.ts";

const pnpm = resolve(import.meta.dirname, "../../../../node_modules/.bin/pnpm");
const program = join(import.meta.dirname, "../support/publish-packages.ts");
const expected = { version: "0.6.1", published: NAMES, unpublished: [] };

/** A user's npmrc with the login of the double, as `npm login` leaves one; pnpm reads it, whatever the machine has. */
function login({ url }: NpmRegistry, folder: string): Record<string, string> {
  const file = join(folder, "npmrc");
  writeFileSync(file, `//${new URL(url).host}/:_authToken=${TOKEN}\n`);
  return { npm_config_userconfig: file, NPM_CONFIG_USERCONFIG: file };
}

async function planned(folder: string, { url }: NpmRegistry) {
  const options = { registry: url, fetch, timeout: 20_000, now: () => new Date(), wait: async () => {} };
  const observed = await Promise.all(NAMES.map(async (name) => [name, await observePackage(name, options)]));
  return planPackages(await tarballsIn(folder), Object.fromEntries(observed), expected);
}

function publish(packages: PlannedPackage[], { url }: NpmRegistry, environment: Record<string, string>) {
  const run: RunCommand = (command, options) => runCommand(command, { ...options, environment });
  const waits: number[] = [];
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  const options = {
    registry: url,
    fetch,
    timeout: 20_000,
    now: () => new Date(),
    wait,
    run,
    pnpm,
    provenance: false,
  };
  return publishPackages(packages, options);
}

async function samples(change: Record<string, SamplePackage> = {}): Promise<string> {
  const folder = temporaryFolder();
  await writeSamplePackages(folder, change);
  return folder;
}

test("a clock that is an hour off is told before anything is published", async () => {
  const { url } = await startNpmRegistry();
  const now = () => new Date(Date.now() - 3_600_000);
  const options = { registry: url, fetch, timeout: 20_000, now, wait: async () => {} };
  expect((await errorOf(observePackage("@sample/first", options))).parts).toMatchObject({
    code: "CLOCK_WRONG",
    what: expect.stringContaining("60 min behind"),
    next: expect.stringContaining("timedatectl"),
  });
});

test("a rate limit is waited for when packages are asked for", async () => {
  const limits: Answer[] = [{ status: 429, headers: { "retry-after": "7" } }, { status: 429 }];
  const { origin, asked } = await startAnswers(() => limits.shift() ?? { status: 404, body: {} });
  const waits: number[] = [];
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  const options = { registry: origin, fetch, timeout: 20_000, now: () => new Date(), wait };
  expect(await observePackage("@sample/first", options)).toEqual({ versions: {} });
  expect(waits).toEqual([7_000, 2_000]);
  expect(asked).toHaveLength(3);
});

test("packages are published once, each after those that it needs, and the same bytes are already there", async () => {
  const registry = await startNpmRegistry();
  const folder = await samples();
  const { packages, problems } = await planned(folder, registry);
  expect(problems).toEqual([]);
  await publish(packages, registry, login(registry, folder));
  expect(registry.asked).toEqual(NAMES.map((name) => `${name}@0.6.1`));
  const again = await planned(folder, registry);
  expect(again.packages.map(({ action }) => action)).toEqual(["there", "there", "there"]);
  await publish(again.packages, registry, {});
  expect(registry.asked).toHaveLength(3);
});

test("a workflow that npm trusts publishes without any secret: its OIDC token is exchanged for each package", async () => {
  const registry = await startNpmRegistry();
  const folder = await samples();
  const empty = join(folder, "npmrc");
  writeFileSync(empty, "");
  const { packages } = await planned(folder, registry);
  await publish(packages, registry, {
    ...{ npm_config_userconfig: empty, NPM_CONFIG_USERCONFIG: empty, CI: "true", GITHUB_ACTIONS: "true" },
    ACTIONS_ID_TOKEN_REQUEST_URL: `${registry.url}id-token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
  });
  expect(registry.exchanged).toEqual(NAMES);
  expect([...registry.packages.keys()]).toEqual(NAMES);
});

test("without a login nothing is published, and the error says what is missing", async () => {
  const registry = await startNpmRegistry();
  const folder = await samples();
  const empty = join(folder, "npmrc");
  writeFileSync(empty, "");
  const { packages } = await planned(folder, registry);
  const environment = { npm_config_userconfig: empty, NPM_CONFIG_USERCONFIG: empty };
  const { parts } = await errorOf(publish(packages, registry, environment));
  expect(parts).toMatchObject({
    code: "NPM_REFUSED",
    what: "@sample/base@0.6.1 is not published.",
    where: registry.url,
  });
  expect(`${parts.evidence} ${parts.cause}`).toMatch(/login/i);
  expect(registry.packages.size).toBe(0);
});

test("a publication that fails in the middle leaves what is there, and the same command goes on", async () => {
  let broken = true;
  const registry = await startNpmRegistry({
    beforeStored: (id) => (broken && id.startsWith("@sample/middle@") ? { status: 400 } : undefined),
  });
  const folder = await samples();
  const environment = login(registry, folder);
  const first = await planned(folder, registry);
  expect((await errorOf(publish(first.packages, registry, environment))).parts).toMatchObject({
    code: "NPM_REFUSED",
    what: "@sample/middle@0.6.1 is not published.",
    evidence: expect.stringContaining("400"),
  });
  expect([...registry.packages.keys()]).toEqual(["@sample/base"]);
  broken = false;
  const { packages } = await planned(folder, registry);
  await publish(packages, registry, environment);
  expect([...registry.packages.keys()]).toEqual(NAMES);
});

test("a version that is published with another content is refused before anything is sent", async () => {
  const registry = await startNpmRegistry();
  const folder = await samples();
  const { packages } = await planned(folder, registry);
  await publish(packages, registry, login(registry, folder));
  const { problems } = await planned(await samples({ "@sample/middle": { content: "second" } }), registry);
  expect(problems.map(({ code, what }) => [code, what])).toEqual([
    ["VERSION_TAKEN", expect.stringContaining("@sample/middle@0.6.1 is published with another content")],
  ]);
});

/** Publishes in a process group of its own, which `kill` ends at once with its pnpm. */
function start(registry: NpmRegistry, folder: string): ChildProcess {
  return spawn(process.execPath, [program, registry.url, folder], {
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
    env: { ...process.env, ...login(registry, folder) },
  });
}

const [base = "", middle = "", top = ""] = NAMES;

test.each([
  ["beforeStored", middle],
  ["beforeAnswered", base],
  ["beforeAnswered", middle],
  ["beforeAnswered", top],
] as const)(
  "a release that is killed %s of %s, and run again, ends as one that was not",
  async (moment, name) => {
    let kill: (() => void) | undefined;
    const decide = (id: string) => {
      if (id !== `${name}@0.6.1` || !kill) return undefined;
      kill();
      return moment === "beforeStored" ? { status: 500 } : undefined;
    };
    const registry = await startNpmRegistry({ [moment]: decide });
    const folder = await samples();
    const child = start(registry, folder);
    kill = () => process.kill(-(child.pid ?? 0), "SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    kill = undefined;
    expect(registry.asked).toHaveLength(NAMES.indexOf(name) + 1);
    expect(await once(start(registry, folder), "exit")).toEqual([0, null]);
    const { packages } = await planned(folder, registry);
    expect(packages.map(({ action }) => action)).toEqual(["there", "there", "there"]);
    // What was stored already is not sent again, although nobody was told.
    expect(registry.asked).toHaveLength(moment === "beforeAnswered" ? 3 : 4);
  },
);
