import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { arePackagesMoved, isMoveBegun, planMove, runningGeneration, type SdkMove } from "./plan-move.ts";
import { type Edit, withOwnVersion } from "./plan-version.ts";
import {
  carryVersion,
  finishUndo,
  runTool,
  type Tools,
  takeChangesets,
  writeEdits,
} from "./version-packages.ts";
import { isPackage, readWorkspace, sharedVersion, type Workspace } from "./workspace.ts";

/** A move that was made. */
export type MovedSdk = Pick<SdkMove, "sdk" | "generation"> & { version: string };

/**
 * Follows a release of the SDK: `sdk.json`, the version that tests install, the lockfile, and the shared version with its
 * changelogs: the next patch within a line, `<line>.0` when the SDK begins another. `sdk.json` is written when the packages
 * have their version; after a failure or a crash the same command finishes it.
 *
 * @param folder the checkout, with nothing that is not committed but what such a move began: `UNDO_MOVE` takes it back
 * @param sdk exact version
 * @returns nothing when the repository follows this version already
 * @throws ComposeGenError see `planMove` and `versionPackages`
 */
export async function sdkReleased(folder: string, sdk: string, tools: Tools): Promise<MovedSdk | undefined> {
  finishUndo(folder, tools);
  const before = readWorkspace(folder);
  const move = planMove(before, sdk);
  if (!move && !isMoveBegun(before, sdk)) return undefined;
  if (move) await movePackages(before, move, tools);
  const version = await carryVersion(folder, sharedVersion(readWorkspace(folder)), tools);
  return { sdk, generation: move?.generation ?? runningGeneration(before, sdk), version };
}

/** Everything up to `sdk.json`, which is written last; each step finds what one before it has done. */
async function movePackages(before: Workspace, move: SdkMove, tools: Tools): Promise<void> {
  const { folder } = before;
  const { sdk, version, begin, finish } = move;
  if (!arePackagesMoved(before, sdk)) {
    writeEdits(folder, begin, tools);
    await runTool(["pnpm", "install", "--no-frozen-lockfile"], folder, tools);
    await takeChangesets(folder, tools);
  }
  // changesets knows patches only here: it writes the changelogs, and what it calls the next patch gets the new line's name.
  if (version !== undefined) writeEdits(folder, renamed(readWorkspace(folder), version), tools);
  writeEdits(folder, finish, tools);
}

/** The heading of the newest changes of the packages, and the packages, with another version. */
function renamed({ folder, manifests }: Workspace, to: string): Edit[] {
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const others = Object.entries(manifests).filter(([path, { version }]) => isPackage(path) && version !== to);
  return others.flatMap(([path, { version }]) => {
    const changelog = path.replace(/package\.json$/, "CHANGELOG.md");
    const edit = { path, text: withOwnVersion(read(path), to) };
    if (!existsSync(join(folder, changelog))) return [edit];
    return [{ path: changelog, text: read(changelog).replace(`\n## ${version}\n`, `\n## ${to}\n`) }, edit];
  });
}
