import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { runCommand } from "rehearsal";

/**
 * Lets nothing be changed by a command whose failure is undone with git.
 * @throws ComposeGenError `DIRTY_TREE`
 */
export async function requireCleanTree(checkout: string): Promise<void> {
  const { stdout } = await runCommand(["git", "status", "--porcelain"], { timeout: 30_000, cwd: checkout });
  if (stdout.trim() === "") return;
  throw new ComposeGenError({
    code: "DIRTY_TREE",
    what: "Files of the checkout are not committed.",
    where: checkout,
    evidence: stdout.trimEnd(),
    next: "Commit them or take them away: a failure half-way is undone with `git restore .`",
  });
}
