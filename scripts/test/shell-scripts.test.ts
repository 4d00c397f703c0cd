import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type ShellScript, shellcheck, shellScripts } from "./support/shell-scripts.ts";

const root = resolve(import.meta.dirname, "../..");
const installed = spawnSync("shellcheck", ["--version"]).status === 0;
const testWithShellcheck = test.skipIf(!installed && !process.env.CI);
const skipped = installed ? "" : " (skipped: not installed)";

/** A repository with these files, none of them committed. */
function repositoryOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "shell-scripts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  spawnSync("git", ["init", "--quiet", folder]);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Scripts of one package, or of one other folder. */
const placeOf = ({ path }: ShellScript) => /^(packages\/)?[^/]+/.exec(path)?.[0] ?? path;
const places = Object.entries(Object.groupBy(await shellScripts(root), placeOf));

test("scripts stand in most places", () => {
  expect(places.map(([place]) => place)).toEqual(
    expect.arrayContaining([".ci", ".github", "packages/service-runtime", "packages/aggregator-stack"]),
  );
  expect(places.flatMap(([, scripts]) => scripts).length).toBeGreaterThan(200);
});

for (const [place, scripts = []] of places)
  testWithShellcheck(`shellcheck finds nothing in any script of ${place}${skipped}`, async () => {
    expect(await shellcheck(root, scripts)).toBe("");
  });

test("a script is found by its name, its first line or its directive, wherever it stands; what is ignored is not", async () => {
  const folder = repositoryOf({
    ...{ "a/named.sh": "true\n", "b/c/command": "#!/usr/bin/env bash\n", posix: "#!/bin/sh\n" },
    ...{ part: "# shellcheck shell=bash\n", "page.md": "#!/bin/sh is a line\n".replace("#!", "Of #!") },
    ...{ "run.mjs": "#!/usr/bin/env node\n", ".gitignore": "dist\n", "dist/built.sh": "true\n" },
  });
  const found = (await shellScripts(folder)).map(({ path, dialect }) => `${path} ${dialect}`);
  expect(found.sort()).toEqual(["a/named.sh false", "b/c/command true", "part true", "posix true"]);
});

testWithShellcheck(`a new script with a mistake is told of with its name${skipped}`, async () => {
  const mistakes = { "one/bad": "#!/usr/bin/env bash\nrm $1\n", "two/bad.sh": "[[ -n $1 ]] && true\n" };
  const folder = repositoryOf({ ...mistakes, "good.sh": '#!/bin/sh\necho "$1"\n' });
  const told = await shellcheck(folder, await shellScripts(folder));
  expect(told).toMatch(/In one\/bad line 2:\n.*\n.*SC2086/);
  // It says no shell, and double brackets are not of all.
  expect(told).toMatch(/In two\/bad\.sh line 1:\n.*\n.*SC3010/);
  expect(told).not.toContain("good.sh");
});
