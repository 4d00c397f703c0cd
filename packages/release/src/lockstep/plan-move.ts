import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { resolveSdkLine, sdkLines } from "@unicity-sphere/compose-gen/sdk-lines";
import { gt, parse } from "semver";
import { checkLockstep } from "./check.ts";
import type { Edit } from "./plan-version.ts";
import { LEADING_SDK, lineOf } from "./sdk.ts";
import { sharedVersion, verifiedVersions, type Workspace } from "./workspace.ts";

/** What a release of the SDK changes here. */
export interface SdkMove {
  /** Exact version of the SDK. */
  sdk: string;
  /** Generation of its clients. */
  generation: string;
  /** The version that everything gets when the SDK begins another line; nothing within a line, where it is the next patch. */
  version?: string;
  /** What is written first, to be installed. */
  begin: Edit[];
  /** What says that the move is made: written once the packages have their version. */
  finish: Edit[];
}

/** Takes back what a move wrote, in a tree that was clean; nothing else that git does not have is removed. */
export const UNDO_MOVE =
  "git restore . && git clean --force --quiet -- .changeset/sdk-released.md 'packages/*/CHANGELOG.md'";

const NAME = "sdk-released.md";
const CHANGESET = `.changeset/${NAME}`;

/**
 * Plans the move to a release of the SDK; nothing when this repository is there already.
 *
 * @param to its exact version
 * @throws ComposeGenError `USAGE`, `SDK_BACKWARDS`, `SDK_UNKNOWN`, `SDK_UNSUPPORTED`, `GENERATION_NOT_READY`
 */
export function planMove(workspace: Workspace, to: string): SdkMove | undefined {
  const [from = "0.0.0"] = verifiedVersions(workspace.sdk, LEADING_SDK);
  if (parse(to)?.version !== to)
    throw new ComposeGenError({
      code: "USAGE",
      what: `"${to}" is no exact version.`,
      next: "pnpm sdk-released 0.6.15",
    });
  if (to === from) return undefined;
  if (!gt(to, from))
    throw new ComposeGenError({
      code: "SDK_BACKWARDS",
      what: `${LEADING_SDK} ${to} is older than ${from}, which this repository follows.`,
      where: "sdk.json",
      next: "Fixes for an older line come from a branch of that line.",
    });
  const generation = runningGeneration(workspace, to);
  const line = lineOf(to) ?? "";
  const next = lineOf(sharedVersion(workspace)) === line ? {} : { version: `${line}.0` };
  return { sdk: to, generation, ...next, ...edits(workspace, from, to, line) };
}

/**
 * True when `sdkReleased` was interrupted on its way to this version: the same command finishes it.
 *
 * @param to exact version
 */
export function isMoveBegun(workspace: Workspace, to: string): boolean {
  if (verifiedVersions(workspace.sdk, LEADING_SDK)[0] === to) return checkLockstep(workspace).length > 0;
  return workspace.changesets[NAME]?.includes(summary(to)) === true || arePackagesMoved(workspace, to);
}

/** True when the packages have their new version already: the root gets it at the end. */
export function arePackagesMoved(workspace: Workspace, to: string): boolean {
  const moved = workspace.manifests["package.json"]?.version !== sharedVersion(workspace);
  return moved && workspace.catalog[LEADING_SDK] === to && workspace.changesets[NAME] === undefined;
}

function summary(to: string): string {
  return `Follows ${LEADING_SDK} ${to}.\n`;
}

/** The SDK that leads is what the embedded stack and the faucet serve, so its generation has to run. */
export function runningGeneration({ generations }: Workspace, to: string): string {
  const row = resolveSdkLine(sdkLines.parse(generations), `${LEADING_SDK}@${to}`);
  if (row.status === "runs-embedded") return row.id;
  throw new ComposeGenError({
    code: "GENERATION_NOT_READY",
    what: `${LEADING_SDK} ${to} is of the generation ${row.id}, which only renders.`,
    where: "packages/aggregator-stack/generations.json",
    ...(row.notes ? { evidence: row.notes } : {}),
    next: "Make the generation run in the embedded stack first; its row then says runs-embedded.",
  });
}

function edits(
  { folder, manifests }: Workspace,
  from: string,
  to: string,
  line: string,
): Pick<SdkMove, "begin" | "finish"> {
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const sdk = read("sdk.json")
    .replace(/("line": ")[^"]*/, (_, before: string) => before + line)
    .replace(`"${LEADING_SDK}": "${from}"`, () => `"${LEADING_SDK}": "${to}"`);
  const catalog = `"${LEADING_SDK}": `;
  const settings = read("pnpm-workspace.yaml").replace(`${catalog}${from}\n`, () => `${catalog}${to}\n`);
  const examples = Object.keys(manifests)
    .filter((path) => path.startsWith("examples/") && read(path).includes(`"${LEADING_SDK}": "${from}"`))
    .map((path) => ({
      path,
      text: read(path).replace(`"${LEADING_SDK}": "${from}"`, () => `"${LEADING_SDK}": "${to}"`),
    }));
  const changeset = `---\n"@unicity-sphere/stackctl": patch\n---\n\n${summary(to)}`;
  const begin = [
    { path: CHANGESET, text: changeset },
    { path: "pnpm-workspace.yaml", text: settings },
    ...examples,
  ];
  return { begin, finish: [{ path: "sdk.json", text: sdk }] };
}
