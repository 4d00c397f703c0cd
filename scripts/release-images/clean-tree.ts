import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { runCommand } from "rehearsal";
import { changesOf } from "release";

/**
 * Lets nothing be changed by a command whose failure is undone with git.
 *
 * @param undo command that then undoes it
 * @throws ComposeGenError `DIRTY_TREE`, `NO_CHECKOUT`
 */
export async function requireCleanTree(checkout: string, undo: string): Promise<void> {
  const changes = await changesOf(checkout, runCommand);
  if (changes.length === 0) return;
  throw new ComposeGenError({
    code: "DIRTY_TREE",
    what: "Files of the checkout are not committed.",
    where: checkout,
    evidence: changes.map(({ path }) => path).join("\n"),
    next: `Commit them or take them away: a failure half-way is undone with \`${undo}\``,
  });
}
