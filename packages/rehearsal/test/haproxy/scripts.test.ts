import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../../haproxy");
const present = spawnSync("shellcheck", ["--version"]).status === 0;

test.skipIf(!present && !process.env.CI).for(["entrypoint.sh", "keep-registration-api", "registration-api"])(
  "shellcheck finds nothing in %s",
  (script) => {
    const { stdout, status } = spawnSync("shellcheck", [script], { cwd: folder, encoding: "utf8" });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  },
);
