import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { readWorkspace } from "release/lockstep";
import { publicPackages } from "release/npm";
import { expect, onTestFinished, test } from "vitest";
import {
  type NpmRegistry,
  startNpmRegistry,
  TOKEN,
} from "../../packages/release/test/support/npm-registry.ts";
import { writeTarball } from "../../packages/release/test/support/tarballs.ts";

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
  const folder = mkdtempSync(join(tmpdir(), "release-npm-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
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
