import type { ErrorParts, Images, Lock } from "@unicity-sphere/compose-gen";
import type { CheckoutState } from "../checkout/state.ts";
import { checkLockstep } from "../lockstep/check.ts";
import { describeFindings } from "../lockstep/finding.ts";
import type { Workspace } from "../lockstep/workspace.ts";
import { pinProblems } from "./pins.ts";

/**
 * What stands in the way of a release before any registry is asked.
 *
 * @param accepted pins that are named on the command line
 * @throws ComposeGenError `USAGE` for a pin that needs no acceptance
 */
export function checkoutProblems(
  workspace: Workspace & { images: Images; lock: Lock },
  checkout: CheckoutState,
  accepted: readonly string[],
): ErrorParts[] {
  return [
    ...dirtyTree(checkout),
    ...pendingChangesets(workspace),
    ...lockstepBroken(workspace),
    ...pinProblems(workspace.images, workspace.lock, accepted),
  ];
}

/** Everything in which versions disagree, as one problem. */
export function lockstepBroken(workspace: Workspace): ErrorParts[] {
  const findings = checkLockstep(workspace);
  if (findings.length === 0) return [];
  return [
    {
      code: "LOCKSTEP_BROKEN",
      what: "Versions, images and SDK line disagree.",
      evidence: describeFindings(findings),
      next: "Correct what is named; `pnpm check:lockstep` asks again.",
    },
  ];
}

/** Files that are not as the commit has them, as one problem. */
export function dirtyTree({ changed, revision }: Pick<CheckoutState, "changed" | "revision">): ErrorParts[] {
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 10);
  const more = changed.length - shown.length;
  return [
    {
      code: "DIRTY_TREE",
      what: "Files differ from the commit that is released.",
      where: revision,
      evidence: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"),
      next: "Commit them, or take them away: `git status`.",
    },
  ];
}

/** A version is released as its version commit has it; what waits belongs to the next. */
export function pendingChangesets({ changesets }: Workspace): ErrorParts[] {
  const names = Object.keys(changesets);
  if (names.length === 0) return [];
  return [
    {
      code: "CHANGESETS_PENDING",
      what: "Changesets wait for a version.",
      where: ".changeset",
      evidence: `${names.length}: ${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`,
      next: "Release the commit that `pnpm version-packages` made, or run it and commit first.",
    },
  ];
}
