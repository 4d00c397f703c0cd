import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../../doubles");
const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => statSync(join(folder, name)).isFile())
  .filter((name) => /^#!.*sh\b/.test(readFileSync(join(folder, name), "utf8")));
const shellcheck = spawnSync("shellcheck", ["--version"]).status === 0;

test("the shell scripts of the doubles are found", () => {
  expect(scripts).toEqual(
    expect.arrayContaining(["aggregator/aggregator", "bft-core/lay-out", "curl/entrypoint"]),
  );
});

for (const script of scripts) {
  (shellcheck ? test : test.skip)(
    `${script} is clean for shellcheck${shellcheck ? "" : " (skipped: not installed)"}`,
    () => {
      const { status, stdout } = spawnSync("shellcheck", [join(folder, script)], { encoding: "utf8" });
      expect(status, stdout).toBe(0);
    },
  );
}
