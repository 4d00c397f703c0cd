import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ComposeGenError, describeError, type ErrorParts } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { readChanged, renderProblems, requireNoProblem } from "release";
import type { Workspace } from "release/lockstep";
import {
  observePackage,
  packPackages,
  packProblems,
  planPackages,
  publicPackages,
  publishPackages,
  type Tarball,
  tarballsIn,
} from "release/npm";
import type { NpmRequest } from "./request.ts";

/** What packages are published from and told by. */
export interface Surroundings {
  workspace: Workspace;
  run: RunCommand;
  /** Takes one line of progress. */
  say(line: string): void;
}

/** The document that `--json` prints. */
export interface NpmReport {
  schema: "unicity-stack/release-npm@1";
  version: string;
  registry: string;
  dryRun: boolean;
  packages: { name: string; integrity: string; file: string; action: string; tag: string | null }[];
  problems: readonly ErrorParts[];
}

const REQUEST_MS = 60_000;

/**
 * Does what the command line asks for: pack, plan, or publish.
 * @throws ComposeGenError the first thing that is in the way, or went wrong
 */
export async function runNpmRelease(
  request: NpmRequest,
  { workspace, run, say }: Surroundings,
): Promise<NpmReport> {
  const { registry, provenance } = request;
  const expected = publicPackages(workspace);
  const pnpm = join(workspace.folder, "node_modules/.bin/pnpm");
  const { tarballs, problems } = await takeTarballs(request, workspace, { run, pnpm });
  const told = { schema: "unicity-stack/release-npm@1", version: expected.version, registry } as const;
  if (request["pack-only"]) {
    requireNoProblem(problems);
    const packages = tarballs.map((one) => shown({ ...one, action: "packed", tag: null }));
    return { ...told, dryRun: false, packages, problems };
  }
  const options = { registry, fetch, timeout: REQUEST_MS, now: () => new Date(), wait };
  const observed = await Promise.all(
    expected.published.map(async (name) => [name, await observePackage(name, options)] as const),
  );
  const plan = planPackages(tarballs, Object.fromEntries(observed), expected);
  const all = [...problems, ...plan.problems];
  const report = { ...told, dryRun: request["dry-run"], packages: plan.packages.map(shown), problems: all };
  if (request["dry-run"]) return report;
  requireNoProblem(all);
  await publishPackages(plan.packages, {
    ...{ ...options, run, pnpm, provenance },
    onStep: ({ name, version, step }) => say(`· ${name}@${version}: ${step}`),
  });
  return report;
}

/** Those that were given stand for what they are; those that are packed here have to be of a release. */
async function takeTarballs(
  request: NpmRequest,
  workspace: Workspace,
  tools: { run: RunCommand; pnpm: string },
): Promise<{ tarballs: Tarball[]; problems: ErrorParts[] }> {
  const given = request.tarballs;
  const there = given !== undefined && existsSync(given) ? await tarballsIn(given) : [];
  if (there.length > 0) return { tarballs: there, problems: [] };
  if (given !== undefined && !request["pack-only"]) throw tarballsMissing(given);
  const { folder } = workspace;
  const rendered = await renderProblems(folder, tools.run);
  const problems = packProblems({ workspace, checkout: await readChanged(folder, tools.run), rendered });
  if (!request["dry-run"]) requireNoProblem(problems);
  const cache = join(folder, "node_modules/.cache/release/npm");
  rmSync(cache, { recursive: true, force: true });
  const { paths } = publicPackages(workspace);
  return { tarballs: await packPackages(folder, paths, given ?? cache, tools), problems };
}

/** Other bytes than those of the folder that is named are not published in their place. */
function tarballsMissing(folder: string): ComposeGenError {
  return new ComposeGenError({
    code: "TARBALLS_MISSING",
    what: "The folder has no tarballs.",
    where: folder,
    evidence: existsSync(folder) ? "no *.tgz in it" : "no such folder",
    cause: "Its name is mistyped, or nothing was packed or downloaded there.",
    next: "Name the folder with the tarballs, or pack there first: --pack-only.",
  });
}

function shown({ name, integrity, file, action, tag }: Tarball & { action: string; tag: string | null }) {
  return { name, integrity, file, action, tag };
}

/** The report for people. */
export function describeNpmReport({ version, registry, dryRun, packages, problems }: NpmReport): string {
  const lines = [`${dryRun ? "Plan" : "Release"} ${version} → ${registry}`];
  for (const { name, action, tag, integrity } of packages)
    lines.push(
      `${action === "there" ? "✔" : "●"} ${name.padEnd(28)} ${action.padEnd(7)} ${tag ?? ""}  ${integrity.slice(0, 24)}…`,
    );
  for (const problem of problems) lines.push(`✗ ${describeError(new ComposeGenError(problem))}`);
  return lines.join("\n");
}
