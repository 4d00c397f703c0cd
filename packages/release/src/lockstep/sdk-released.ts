import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planMove, type SdkMove } from "./plan-move.ts";
import { type Edit, withOwnVersion } from "./plan-version.ts";
import { carryVersion, runTool, type Tools, versionPackages, writeEdits } from "./version-packages.ts";
import { isPackage, readWorkspace, sharedVersion, type Workspace } from "./workspace.ts";

/**
 * Follows a release of the SDK: `sdk.json`, the version that tests install, the lockfile, and the shared version with its
 * changelogs: the next patch within a line, `<line>.0` when the SDK begins another.
 *
 * @param folder the checkout, with nothing that is not committed: a failure half-way is undone with git
 * @param sdk exact version
 * @returns nothing when the repository follows this version already
 * @throws ComposeGenError see `planMove` and `versionPackages`
 */
export async function sdkReleased(
  folder: string,
  sdk: string,
  tools: Tools,
): Promise<(Omit<SdkMove, "edits"> & { version: string }) | undefined> {
  const move = planMove(readWorkspace(folder), sdk);
  if (!move) return undefined;
  const { generation, version: next, edits } = move;
  writeEdits(folder, edits, tools);
  await runTool(["pnpm", "install", "--no-frozen-lockfile"], folder, tools);
  if (next === undefined) return { sdk, generation, version: await versionPackages(folder, tools) };
  // changesets knows patches only here: it writes the changelogs, and what it calls the next patch gets the new line's name.
  await runTool(["changeset", "version"], folder, tools);
  writeEdits(folder, renamed(readWorkspace(folder), next), tools);
  return { sdk, generation, version: await carryVersion(folder, next, tools) };
}

/** The packages and the heading of their newest changes with another version. */
function renamed(workspace: Workspace, version: string): Edit[] {
  const patch = sharedVersion(workspace);
  const read = (path: string) => readFileSync(join(workspace.folder, path), "utf8");
  return Object.keys(workspace.manifests)
    .filter(isPackage)
    .flatMap((path) => {
      const changelog = path.replace(/package\.json$/, "CHANGELOG.md");
      const edits = [{ path, text: withOwnVersion(read(path), version) }];
      if (existsSync(join(workspace.folder, changelog)))
        edits.push({
          path: changelog,
          text: read(changelog).replace(`\n## ${patch}\n`, `\n## ${version}\n`),
        });
      return edits;
    });
}
