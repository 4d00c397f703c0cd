import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { lockText, readLock } from "@unicity-sphere/compose-gen/registry";
import { readWorkspace } from "release/lockstep";
import { publicPackages } from "release/npm";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../packages/release/test/support/folder.ts";
import {
  type NpmRegistry,
  startNpmRegistry,
  TOKEN,
} from "../../packages/release/test/support/npm-registry.ts";
import { writeTarball } from "../../packages/release/test/support/tarballs.ts";
import { type SampleWorkspace, sampleWorkspace } from "../../packages/release/test/support/workspace.ts";
import { parseRequest } from "../release-npm/request.ts";
import { runNpmRelease } from "../release-npm/run.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "scripts/release-npm.ts");
const { published, version } = publicPackages(readWorkspace(root));

/** Runs the command while the registry of the test answers it. */
async function release(registry: NpmRegistry, folder: string, ...args: string[]) {
  const npmrc = join(folder, "npmrc");
  writeFileSync(npmrc, `//${new URL(registry.url).host}/:_authToken=${TOKEN}\n`);
  const env = { ...process.env, NPM_CONFIG_USERCONFIG: npmrc, npm_config_userconfig: npmrc };
  const child = spawn(process.execPath, [program, "--registry", registry.url, "--json", ...args], {
    cwd: "/",
    env,
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { status, stderr, report: JSON.parse(stdout) };
}

/** A folder with a package of each name that this repository publishes. */
async function tarballs(): Promise<string> {
  const folder = temporaryFolder();
  for (const name of published) await writeTarball(folder, name, { version });
  return folder;
}

test("a dry run says what is to come, a release does it once, and the next finds it done", async () => {
  const registry = await startNpmRegistry();
  const folder = await tarballs();
  const planned = await release(registry, folder, "--tarballs", folder, "--dry-run");
  expect(planned).toMatchObject({
    status: 0,
    report: { schema: "unicity-stack/release-npm@1", version, dryRun: true },
  });
  expect(registry.asked).toEqual([]);
  const first = await release(registry, folder, "--tarballs", folder);
  expect(first.status, first.stderr).toBe(0);
  expect([...registry.packages.keys()].sort()).toEqual([...published].sort());
  const second = await release(registry, folder, "--tarballs", folder);
  expect(second.report.packages.map(({ action }: { action: string }) => action)).toEqual(
    published.map(() => "there"),
  );
  expect(registry.asked).toHaveLength(published.length);
});

test("a refusal is an error document, with 1", async () => {
  const registry = await startNpmRegistry();
  const folder = await tarballs();
  await writeTarball(folder, "@unicity-sphere/unknown", { version });
  const { status, report } = await release(registry, folder, "--tarballs", folder);
  expect({ status, code: report.error.code }).toEqual({ status: 1, code: "TARBALLS_WRONG" });
  expect(registry.asked).toEqual([]);
});

/** Packs a checkout whose rendering has these problems, after a change to it. */
function packed(change: (sample: SampleWorkspace) => void, problems: object[] = []) {
  const rendering = `console.log(${JSON.stringify(JSON.stringify({ problems }))}); process.exitCode = ${problems.length > 0 ? 1 : 0};`;
  const sample = sampleWorkspace({ "packages/compose-gen/dist/cli.js": rendering });
  change(sample);
  const request = parseRequest(["--pack-only", "--tarballs", temporaryFolder()]);
  const workspace = readWorkspace(sample.folder);
  return runNpmRelease(request, { workspace, run: sample.tools.run, say: () => {} });
}

/** What the publication of the images leaves: their digests in the lock, and what is rendered from it. */
function takeDigests({ read, write }: SampleWorkspace) {
  const lock = readLock(read("images.lock.json"), "images.lock.json");
  const { relay } = lock.images;
  const digests = Object.entries(lock.images).map(([key, entry]) =>
    key === "mongo" ? [key, entry] : [key, { ...relay, reference: entry.reference }],
  );
  write("images.lock.json", lockText({ ...lock, images: Object.fromEntries(digests) }));
  write("generated/relay.yml", `${read("generated/relay.yml")}# rendered again\n`);
}

test("packages are made of what is committed and rendered, and of the digests of the release", async () => {
  await expect(packed(takeDigests)).resolves.toMatchObject({ problems: [] });
  const edited = packed((sample) => {
    takeDigests(sample);
    sample.write("packages/stackctl/index.js", "edited");
  });
  await expect(edited).rejects.toMatchObject({
    code: "DIRTY_TREE",
    parts: { evidence: "packages/stackctl/index.js" },
  });
  const stale = packed(takeDigests, [{ path: "generated/faucet.yml", problem: "missing" }]);
  await expect(stale).rejects.toMatchObject({ code: "RENDER_STALE" });
});

test.each([
  ["that is not there", "nowhere", "no such folder"],
  ["without tarballs", ".", "no *.tgz in it"],
])("a folder %s is refused: nothing else is packed and published in its place", async (_, path, evidence) => {
  const registry = await startNpmRegistry();
  const folder = temporaryFolder();
  const { status, report } = await release(registry, folder, "--tarballs", join(folder, path));
  expect({ status, error: report.error }).toMatchObject({
    status: 1,
    error: { code: "TARBALLS_MISSING", where: join(folder, path), evidence },
  });
  expect(readdirSync(folder)).toEqual(["npmrc"]);
  expect(registry.asked).toEqual([]);
});

const command = (...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { cwd: "/", encoding: "utf8" });

test("a registry that does not answer ends with 2", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  const { status, stderr } = command(
    "--registry",
    `http://127.0.0.1:${port}/`,
    "--tarballs",
    await tarballs(),
  );
  expect(stderr).toContain("REGISTRY_UNREACHABLE");
  expect(status).toBe(2);
});

test("--help names every option", () => {
  const options = readFileSync(join(root, "scripts/release-npm/request.ts"), "utf8").matchAll(
    /^ {2}"?([a-z-]+)"?: \{ type/gm,
  );
  const { status, stdout } = command("--help");
  for (const [, name] of options) expect(stdout).toContain(`--${name}`);
  expect(status).toBe(0);
});

test.each([
  ["--pack-only", "--pack-only goes with --tarballs DIR"],
  ["--registry=npm", "--help"],
])("%s is refused with 3", (arg, shown) => {
  const { status, stderr } = command(arg);
  expect(stderr).toContain(shown);
  expect(status).toBe(3);
});
