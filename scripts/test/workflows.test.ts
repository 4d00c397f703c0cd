import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");

/** The shell of each step: what is indented below `run: |`, or beside `run:`. */
function scriptsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^ {8}run: \|\n((?: {10}.*\n|\n)+)/gm)].map(([, block = ""]) =>
    block.replace(/^ {10}/gm, ""),
  );
  const lines = [...text.matchAll(/^ {8}run: (?!\|)(.+)$/gm)].map(([, line = ""]) => line);
  return [...blocks, ...lines];
}

test("there is a run for each change, one with upstream's images for each night, and one that is asked for", () => {
  expect(files.sort()).toEqual(["check-deployment.yml", "ci.yml", "upstream.yml"]);
  expect(textOf("check-deployment.yml")).toMatch(/\non:\n {2}workflow_dispatch:\n {4}inputs:\n/);
  expect(textOf("check-deployment.yml")).not.toMatch(/^ {2}(push|schedule|pull_request):/m);
  expect(textOf("upstream.yml")).toMatch(/\non:\n {2}workflow_dispatch:\n {2}schedule:\n {4}- cron: /);
});

describe.each(files)("%s", (file) => {
  const text = textOf(file);

  test("runs no action of others, and may only read", () => {
    expect(text).not.toMatch(/^\s*(- )?uses:/m);
    expect(text).toContain("\npermissions:\n  contents: read\n");
    expect(text).toMatch(/^ {4}timeout-minutes: \d+$/m);
  });

  test("its steps are shell that bash can read, with no value of the event in it", () => {
    const scripts = scriptsOf(text);
    expect(scripts.length).toBe(text.match(/^ {6}- name: /gm)?.length);
    for (const script of scripts) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      expect(script).not.toContain("${{");
      expect(script, "an argument that every process of the machine can read").not.toMatch(/git -c\s/);
    }
  });

  test("the files of the repository that it names are there", () => {
    const named = text.match(/(?:\.ci|packages|scripts)\/[\w./-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
  });
});
