import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "rehearsal";
import { expect, test } from "vitest";
import type { RenderProblem } from "../../src/checkout/rendered.ts";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import { packPackages } from "../../src/npm/pack.ts";
import { packProblems, publicPackages } from "../../src/npm/packages.ts";
import { planPackages } from "../../src/npm/plan.ts";
import { readTarball, type Tarball } from "../../src/npm/tarball.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { writeTarball } from "../support/tarballs.ts";
import { sampleWorkspace } from "../support/workspace.ts";

const tarball = (name: string, change: Partial<Tarball> = {}): Tarball => ({
  ...{ name, version: "0.6.1", file: `${name}.tgz`, integrity: `sha512-${name}`, needs: [] },
  ...change,
});
const expected = { version: "0.6.1", published: ["a", "b"], unpublished: ["closed"] };

test.each([
  ["nobody knows the package", undefined, "latest"],
  ["an older version is the latest", "0.6.0", "latest"],
  ["a newer line is the latest", "0.7.0", "line-0.6"],
])("the tag when %s", (_, latest, tag) => {
  const observed = latest ? { a: { latest, versions: { [latest]: "sha512-other" } } } : {};
  expect(planPackages([tarball("a")], observed, expected).packages[0]?.tag).toBe(tag);
});

test("packages that need each other come by name", () => {
  const { packages } = planPackages(
    [tarball("b", { needs: ["a"] }), tarball("a", { needs: ["b"] })],
    {},
    expected,
  );
  expect(packages.map(({ name }) => name)).toEqual(["a", "b"]);
});

test.each([
  ["one is missing", [tarball("a")], "TARBALLS_WRONG", "missing: b"],
  [
    "one is of no public package",
    [tarball("a"), tarball("b"), tarball("closed")],
    "TARBALLS_WRONG",
    "too much: closed",
  ],
  ["one is there twice", [tarball("a"), tarball("b"), tarball("b")], "TARBALLS_WRONG", "too much: b"],
  [
    "one is of another version",
    [tarball("a"), tarball("b", { version: "0.6.0" })],
    "VERSION_WRONG",
    undefined,
  ],
  [
    "one needs a private package",
    [tarball("a"), tarball("b", { needs: ["closed"] })],
    "NEEDS_UNPUBLISHED",
    "closed",
  ],
])("nothing is published when %s", (_, tarballs, code, evidence) => {
  const { problems } = planPackages(tarballs, {}, expected);
  expect(problems.map((problem) => problem.code)).toEqual([code]);
  expect(problems[0]?.evidence).toEqual(evidence);
});

test("a file that is no package is named", async () => {
  const file = join(temporaryFolder(), "a.tgz");
  writeFileSync(file, "nothing");
  expect((await errorOf(readTarball(file))).parts).toMatchObject({ code: "TARBALL_INVALID", where: file });
});

test("names, sums and needs are those of the file", async () => {
  const file = await writeTarball(temporaryFolder(), "@sample/a", { dependencies: { "@sample/b": "0.6.1" } });
  expect(await readTarball(file)).toEqual({
    ...{ file, name: "@sample/a", version: "0.6.1", needs: ["@sample/b"] },
    integrity: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
  });
});

test("a checkout is packed only as it is committed, versioned and rendered, and when its images are published", () => {
  const sample = sampleWorkspace();
  const lock = JSON.parse(sample.read("images.lock.json"));
  const verify = (verified: boolean) => {
    for (const name of Object.keys(lock.images))
      lock.images[name] = { ...lock.images.relay, reference: lock.images[name].reference, verified };
    sample.write("images.lock.json", JSON.stringify(lock));
  };
  const problemsOf = (changed: string[], rendered: RenderProblem[]) => {
    const checkout = { changed, revision: "c".repeat(40) };
    return packProblems({ workspace: readWorkspace(sample.folder), checkout, rendered });
  };
  verify(true);
  expect(problemsOf([], [])).toEqual([]);
  sample.changeset({ "relay-image": "patch" });
  verify(false);
  const problems = problemsOf(["packages/a/index.ts"], [{ path: "generated/relay.yml", problem: "stale" }]);
  expect(problems.map(({ code, evidence }) => [code, evidence?.split("\n")[0]])).toEqual([
    ["DIRTY_TREE", "packages/a/index.ts"],
    ["CHANGESETS_PENDING", expect.any(String)],
    ["RENDER_STALE", "stale generated/relay.yml"],
    ["IMAGES_UNPUBLISHED", expect.any(String)],
  ]);
  expect(publicPackages(readWorkspace(sample.folder))).toMatchObject({
    published: ["@unicity-sphere/compose-gen", "@unicity-sphere/stackctl"],
    unpublished: ["relay-image"],
  });
});

test("a folder with other files is not touched, and a package that cannot be packed leaves none", async () => {
  const folder = temporaryFolder();
  const tools = { run: runCommand, pnpm: "false" };
  writeFileSync(join(folder, "notes.txt"), "mine");
  expect((await errorOf(packPackages("/", ["."], folder, tools))).code).toBe("FOLDER_USED");
  const next = join(folder, "next");
  mkdirSync(next);
  expect((await errorOf(packPackages("/", ["."], next, tools))).code).toBe("PACK_FAILED");
  expect(existsSync(`${next}.${process.pid}.next`)).toBe(false);
});
