import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts", script), ...args], {
    encoding: "utf8",
    cwd: "/",
  });
  return { status, stdout, stderr };
}

test("versions, image tags, lock, texts, generations and SDK line of this repository agree", () => {
  const { status, stdout, stderr } = run("check-lockstep.ts", "--json");
  expect({ status, stderr, ...JSON.parse(stdout) }).toMatchObject({
    status: 0,
    stderr: "",
    schema: "unicity-stack/lockstep@1",
    findings: [],
  });
});

test.each([
  [[], "One exact version is needed."],
  [["0.6"], '"0.6" is no exact version.'],
])("sdk-released %j is refused with 3 and the way to write it", (args, what) => {
  const { status, stderr } = run("sdk-released.ts", ...args);
  expect(stderr).toContain(what);
  expect(stderr).toContain("pnpm sdk-released ");
  expect(status).toBe(3);
});

test("sdk-released with the version that is followed already changes nothing", () => {
  const { verified } = JSON.parse(readFileSync(join(root, "sdk.json"), "utf8"));
  const version: string = verified["@unicitylabs/sphere-sdk"];
  expect(run("sdk-released.ts", version)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(version),
  });
});
