import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../..");
const scripts = ["base/commands", "pebble", "rootfs"]
  .flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)))
  .filter((file) => readFileSync(file, "utf8").startsWith("#!/usr/bin/env bash"));
const shellcheck = spawnSync("shellcheck", ["--version"]).status === 0;

test("every shell script is looked at", () => {
  expect(scripts).toHaveLength(8);
});

for (const script of scripts) {
  const name = script.slice(folder.length + 1);
  (shellcheck ? test : test.skip)(
    `${name} and what it sources are clean for shellcheck${shellcheck ? "" : " (skipped: not installed)"}`,
    () => {
      const options = { cwd: dirname(script), encoding: "utf8" } as const;
      const { status, stdout } = spawnSync("shellcheck", ["--check-sourced", script], options);
      expect(status, stdout).toBe(0);
    },
  );
}
