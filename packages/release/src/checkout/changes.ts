import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";

/** A path that differs from the commit, or is not in it. */
export interface Change {
  /** From the checkout. */
  path: string;
  /** False for what git does not have yet. */
  tracked: boolean;
}

const GIT_MS = 30_000;

/**
 * What git prints in a checkout.
 *
 * @throws ComposeGenError `NO_CHECKOUT` when there is no git, no repository, or no answer
 */
export async function askGit(folder: string, run: RunCommand, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(["git", ...args], { timeout: GIT_MS, cwd: folder });
  if (exitCode === 0) return stdout;
  throw new ComposeGenError({
    code: "NO_CHECKOUT",
    what: "A release is made from a commit, and git knows none here.",
    where: folder,
    evidence: `git ${args.join(" ")}: ${stderr.trim() || `exit code ${exitCode}`}`,
    cause: "It is no clone of the repository, it belongs to somebody else, or git is not installed.",
    next: "Run it in a clone of the repository, where `git status` answers.",
  });
}

/**
 * Everything in a checkout that the commit has otherwise or not at all, but for what `.gitignore` names.
 *
 * @throws ComposeGenError `NO_CHECKOUT`
 */
export async function changesOf(folder: string, run: RunCommand): Promise<Change[]> {
  const status = ["status", "--porcelain", "--no-renames", "--untracked-files=all", "-z"];
  const entries = (await askGit(folder, run, ...status)).split("\0").filter((entry) => entry !== "");
  return entries.map((entry) => ({ path: entry.slice(3), tracked: !entry.startsWith("??") }));
}
