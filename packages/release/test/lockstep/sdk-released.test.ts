import { execFileSync, spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import { checkLockstep } from "../../src/lockstep/check.ts";
import { isMoveBegun, planMove, UNDO_MOVE } from "../../src/lockstep/plan-move.ts";
import { sdkReleased } from "../../src/lockstep/sdk-released.ts";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { sampleWorkspace } from "../support/workspace.ts";

test("an SDK of the same line is the next patch", async () => {
  const workspace = sampleWorkspace();
  const { folder, read, tools } = workspace;
  expect(await sdkReleased(folder, "0.6.15", tools)).toEqual({
    sdk: "0.6.15",
    generation: "v1",
    version: "0.6.1",
  });
  expect(checkLockstep(readWorkspace(folder))).toEqual([]);
  expect(JSON.parse(read("sdk.json"))).toEqual({
    line: "0.6",
    verified: { "@unicitylabs/sphere-sdk": "0.6.15" },
  });
  expect(read("pnpm-workspace.yaml")).toContain('"@unicitylabs/sphere-sdk": 0.6.15\n');
  expect(JSON.parse(read("examples/shop/package.json")).devDependencies).toEqual({
    "@unicity-sphere/stackctl": "0.6.1",
    "@unicitylabs/sphere-sdk": "0.6.15",
  });
  expect(tools.commands).toContain("pnpm install --no-frozen-lockfile");
});

test("an SDK of the next line moves everything to its first version, with all changes that waited in its changelog", async () => {
  const workspace = sampleWorkspace();
  workspace.changeset({ "@unicity-sphere/stackctl": "patch" }, "It waited.");
  const { folder, read, tools } = workspace;
  expect(await sdkReleased(folder, "0.8.2", tools)).toMatchObject({ version: "0.8.0", generation: "v1" });
  expect(checkLockstep(readWorkspace(folder))).toEqual([]);
  const { line } = JSON.parse(read("sdk.json"));
  expect(line).toBe("0.8");
  const changelog = read("packages/stackctl/CHANGELOG.md");
  expect(changelog.match(/^## .+$/gm)).toEqual(["## 0.8.0"]);
  expect(changelog).toContain("It waited.");
  expect(changelog).toContain("Follows @unicitylabs/sphere-sdk 0.8.2.");
  expect(read("images.json")).toContain('"tag": "0.8.0"');
});

test("the SDK that is followed already changes nothing", async () => {
  const { folder, tools } = sampleWorkspace();
  expect(await sdkReleased(folder, "0.6.14", tools)).toBeUndefined();
  expect(tools.commands).toEqual([]);
});

/** Every step of a move in order: a program to run, or files to write. */
async function stepsOf(sdk: string): Promise<number> {
  const { folder, tools } = sampleWorkspace();
  let steps = 0;
  await sdkReleased(folder, sdk, { ...tools, onStep: () => steps++ });
  return steps;
}

test.each(["0.6.15", "0.8.2"])(
  "a move to %s that failed at any of its steps is finished by the same command, or undone with git",
  async (sdk) => {
    const steps = await stepsOf(sdk);
    expect(steps).toBeGreaterThan(4);
    const reference = sampleWorkspace();
    await sdkReleased(reference.folder, sdk, reference.tools);
    for (let at = 1; at <= steps; at++) {
      const { folder, tools } = sampleWorkspace();
      let step = 0;
      const onStep = () => {
        if (++step === at) throw new Error("stopped here");
      };
      await expect(sdkReleased(folder, sdk, { ...tools, onStep })).rejects.toThrow("stopped here");
      expect(isMoveBegun(readWorkspace(folder), sdk), `step ${at}`).toBe(true);
      const undone = temporaryFolder();
      cpSync(folder, undone, { recursive: true });
      execFileSync("bash", ["-c", UNDO_MOVE], { cwd: undone });
      expect(execFileSync("git", ["status", "--porcelain"], { cwd: undone, encoding: "utf8" })).toBe("");

      await sdkReleased(folder, sdk, tools);
      const difference = spawnSync("diff", [
        "-r",
        "-x",
        ".git",
        "-x",
        "node_modules",
        reference.folder,
        folder,
      ]);
      expect(String(difference.stdout), `step ${at}`).toBe("");
      expect(await sdkReleased(folder, sdk, tools)).toBeUndefined();
    }
  },
);

test.each([
  ["0.7", "USAGE"],
  ["latest", "USAGE"],
  ["0.6.13", "SDK_BACKWARDS"],
  ["0.12.0", "SDK_UNKNOWN"],
  ["0.9.1", "GENERATION_NOT_READY"],
])("%s is refused with %s before anything changes", async (version, code) => {
  const { folder, read } = sampleWorkspace();
  expect((await errorOf(() => planMove(readWorkspace(folder), version))).code).toBe(code);
  expect(JSON.parse(read("sdk.json")).line).toBe("0.6");
});
