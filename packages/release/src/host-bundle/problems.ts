import type { ErrorParts } from "@unicity-sphere/compose-gen";
import type { RenderProblem } from "../checkout/rendered.ts";
import type { CheckoutState } from "../checkout/state.ts";
import { dirtyTree, lockstepBroken } from "../images/problems.ts";
import type { Workspace } from "../lockstep/workspace.ts";

/** What stands in the way of a bundle: it holds what was committed, of one version, rendered. */
export function bundleProblems(
  workspace: Workspace,
  checkout: Pick<CheckoutState, "changed" | "revision">,
  rendered: readonly RenderProblem[],
): ErrorParts[] {
  return [...dirtyTree(checkout), ...lockstepBroken(workspace), ...notRendered(rendered)];
}

/** Rendered files that are not up to date, as one problem. */
export function notRendered(problems: readonly RenderProblem[]): ErrorParts[] {
  if (problems.length === 0) return [];
  return [
    {
      code: "RENDER_STALE",
      what: "Rendered files are not what the definitions and the lock give.",
      where: "generated",
      evidence: problems.map(({ path, problem }) => `${problem} ${path}`).join("\n"),
      next: "Run `pnpm render`, and commit what it changes.",
    },
  ];
}
