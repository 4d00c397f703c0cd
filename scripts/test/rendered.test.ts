import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

function check(readme: string) {
  const cli = join(root, "packages/compose-gen/dist/cli.js");
  const args = [
    "render",
    "--all-generations",
    "--all-profiles",
    "--check",
    "--out",
    join(root, "generated"),
    "--readme",
    readme,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

test("the committed Compose files and the tables of this README are what the definitions render", () => {
  expect(check(join(root, "README.md"))).toMatchObject({ status: 0 });
});

test("a README whose table was edited by hand is noticed", () => {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  try {
    const stale = join(folder, "README.md");
    writeFileSync(
      stale,
      readFileSync(join(root, "README.md"), "utf8").replace("ws://127.0.0.1:7777", "ws://127.0.0.1:1"),
    );
    expect(check(stale)).toMatchObject({ status: 1, output: expect.stringContaining("README.md") });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
