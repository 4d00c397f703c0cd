import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "rehearsal";
import { expect, test } from "vitest";
import type { RenderProblem } from "../../src/checkout/rendered.ts";
import { packBundle } from "../../src/host-bundle/archive.ts";
import { bundleContents } from "../../src/host-bundle/contents.ts";
import { bundleProblems } from "../../src/host-bundle/problems.ts";
import { writeBundle } from "../../src/host-bundle/write-bundle.ts";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { sampleWorkspace } from "../support/workspace.ts";

const checkout = resolve(import.meta.dirname, "../../../..");
const tracked = trackedIn(checkout);

function trackedIn(folder: string): string[] {
  return execFileSync("git", ["ls-files", "-z"], { cwd: folder, encoding: "utf8" }).split("\0").slice(0, -1);
}

/** Writes the bundle of this checkout, and unpacks it as an operator does. */
async function unpacked() {
  const folder = temporaryFolder();
  const written = await writeBundle(checkout, "9.8.7", folder, runCommand);
  execFileSync("tar", ["-xzf", written.file, "-C", folder]);
  return { ...written, folder, root: join(folder, "unicity-stack-host-9.8.7") };
}

test("it unpacks into a folder of its own, in which every sum is right", async () => {
  const { root, file, sha256, folder } = await unpacked();
  execFileSync("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS"], { cwd: root });
  execFileSync("sha256sum", ["--check", "--quiet", `${file}.sha256`], { cwd: folder });
  expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(sha256);
  const listed = readFileSync(join(root, "SHA256SUMS"), "utf8").trimEnd().split("\n").length;
  const files = execFileSync("find", [root, "-type", "f"], { encoding: "utf8" }).trimEnd().split("\n").length;
  expect(listed).toBe(files - 1);
  expect(readFileSync(join(root, "VERSION"), "utf8")).toBe("9.8.7\n");
  writeFileSync(join(root, "deploy/help.sh"), "changed\n");
  expect(() =>
    execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: root, stdio: "ignore" }),
  ).toThrow();
});

test("it has the scripts, the library, the Compose files of every generation and the lock, and nothing else of the checkout", () => {
  const paths = bundleContents(checkout, tracked, "9.8.7").map(({ path }) => path);
  for (const path of [
    "deploy-all.sh",
    "relay-image/run-relay.sh",
    "faucet-image/run-faucet.sh",
    "aggregator-stack/run-aggregator.sh",
    "aggregator-stack/aggregator.yml",
    "aggregator-stack/v3/aggregator.yml",
    "service-runtime/run/run-library.sh",
    "compose/stack.yml",
    "compose/stack.env.example",
    "compose/v3/stack.yml",
    "images.lock.json",
    "LICENSE",
  ])
    expect(paths).toContain(path);
  const kinds = /\.(?:sh|yml|md|env\.example)$|^(?:images\.lock\.json|LICENSE|VERSION)$/;
  expect(paths.filter((path) => !kinds.test(path) || /(?:^|\/)test\//.test(path))).toEqual([]);
  expect(paths).toEqual([...paths].sort());
});

test("the same files give the same bytes, whatever their order", async () => {
  const files = bundleContents(checkout, tracked, "9.8.7");
  const first = await packBundle(files, "9.8.7");
  const second = await packBundle([...files].reverse(), "9.8.7");
  expect(Buffer.compare(first, second)).toBe(0);
  const [one, ...others] = files;
  const changed = [{ ...one, path: `${one?.path}.old` }, ...others] as typeof files;
  expect(Buffer.compare(first, await packBundle(changed, "9.8.7"))).not.toBe(0);
});

test("scripts stay executable, and nothing belongs to whoever packed it", async () => {
  const { file } = await unpacked();
  const list = execFileSync("tar", ["-tvzf", file], { encoding: "utf8", env: { ...process.env, TZ: "UTC" } })
    .trimEnd()
    .split("\n");
  expect(list.length).toBeGreaterThan(50);
  for (const line of list)
    expect(line).toMatch(
      /^-rw(?:xr-xr-x|-r--r--) root\/root +\d+ 1980-01-01 00:00 unicity-stack-host-9\.8\.7\//,
    );
  expect(list.find((line) => line.endsWith("/deploy-all.sh"))).toMatch(/^-rwxr-xr-x /);
});

/** A checkout with the parts of this one, of which git has all. */
function sampleCheckout(): string {
  const folder = temporaryFolder();
  const parts =
    /^(?:LICENSE$|images\.lock\.json$|generated\/|packages\/(?:host-bundle|release\/bundle|service-runtime\/run)\/|packages\/[^/]+\/run-)/;
  for (const path of tracked.filter((name) => parts.test(name)))
    cpSync(join(checkout, path), join(folder, path), { recursive: true });
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  execFileSync("git", ["add", "."], { cwd: folder });
  return folder;
}

test("what git does not have is no part of it, whatever its name", () => {
  const folder = sampleCheckout();
  const before = bundleContents(folder, trackedIn(folder), "9.8.7");
  for (const path of [
    "generated/host/mine.yml",
    "packages/host-bundle/deploy/mine.sh",
    "generated/mine/host/mine.yml",
  ]) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "secret\n");
  }
  expect(bundleContents(folder, trackedIn(folder), "9.8.7")).toEqual(before);
});

test("a part that is missing, or that git does not have, is named, and no bundle is written", async () => {
  const folder = sampleCheckout();
  const out = join(folder, "out");
  const refused = async () => (await errorOf(writeBundle(folder, "9.8.7", out, runCommand))).parts;
  rmSync(join(folder, "LICENSE"));
  expect(await refused()).toMatchObject({ code: "BUNDLE_PART_MISSING", where: "LICENSE" });
  execFileSync("git", ["rm", "--quiet", "--cached", "packages/host-bundle/deploy-all.sh"], { cwd: folder });
  expect(await refused()).toMatchObject({
    code: "BUNDLE_PART_MISSING",
    where: "packages/host-bundle/deploy-all.sh",
  });
  expect(existsSync(out)).toBe(false);
});

test("a checkout that is not one to release is refused with everything that is in the way", () => {
  const { folder, write } = sampleWorkspace();
  const problems = (changed: string[], stale: RenderProblem[]) =>
    bundleProblems(readWorkspace(folder), { changed, revision: "a".repeat(40) }, stale);
  expect(problems([], [])).toEqual([]);
  write("images.json", JSON.stringify({}));
  expect(problems(["images.json"], [{ path: "generated/relay.yml", problem: "stale" }])).toMatchObject([
    { code: "DIRTY_TREE", evidence: "images.json" },
    { code: "LOCKSTEP_BROKEN", evidence: expect.stringContaining("image.missing") },
    {
      code: "RENDER_STALE",
      evidence: "stale generated/relay.yml",
      next: expect.stringContaining("pnpm render"),
    },
  ]);
});
