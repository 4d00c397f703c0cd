import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { killedBefore } from "../support/killed.ts";
import { type SampleWorkspace, sampleWorkspace } from "../support/workspace.ts";

const execute = promisify(execFile);
const program = join(import.meta.dirname, "../support/version-sample.ts");

function waiting(): SampleWorkspace {
  const workspace = sampleWorkspace();
  workspace.changeset({ "relay-image": "patch" }, "The relay is faster.");
  workspace.changeset({ "relay-image": "patch", "@unicity-sphere/stackctl": "patch" }, "Both are faster.");
  return workspace;
}

/** Every file that git would take into a commit, with its content. */
function filesOf({ folder }: SampleWorkspace): Record<string, string> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const deleted = execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: folder, encoding: "utf8" });
  const paths = execFileSync("git", list, { cwd: folder, encoding: "utf8" }).split("\0").filter(Boolean);
  const there = paths.filter((path) => !deleted.split("\0").includes(path));
  return Object.fromEntries(there.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** Versions in a process that gets KILL before its n-th write, and then in another one. False when it has no such write. */
async function killedAt(at: number, workspace: SampleWorkspace): Promise<boolean> {
  const { folder } = workspace;
  const log = join(temporaryFolder(), "writes");
  if (!(await killedBefore({ at, log }, [process.execPath, program, folder], { cwd: folder }))) return false;
  await execute(process.execPath, [program, folder]);
  return true;
}

test("a version that is killed before any of its writes, and made again, is the one that it would have been", {
  timeout: 300_000,
}, async () => {
  const reference = waiting();
  await execute(process.execPath, [program, reference.folder]);
  const expected = filesOf(reference);
  expect(expected["packages/relay-image/CHANGELOG.md"]).toContain("## 0.6.1");

  const lanes = [1, 2];
  let killed = 0;
  const lane = async (first: number) => {
    for (let at = first; ; at += lanes.length) {
      const workspace = waiting();
      if (!(await killedAt(at, workspace))) return;
      killed++;
      expect(filesOf(workspace), `killed before write ${at}`).toEqual(expected);
    }
  };
  await Promise.all(lanes.map(lane));
  // Three packages with their changelogs, two changesets, and what names the version.
  expect(killed).toBeGreaterThan(15);
});
