import type { ErrorParts } from "@unicity-sphere/compose-gen";
import type { RenderProblem } from "../checkout/rendered.ts";
import type { CheckoutState } from "../checkout/state.ts";
import { notRendered } from "../host-bundle/problems.ts";
import { pinProblems } from "../images/pins.ts";
import { dirtyTree, lockstepBroken, pendingChangesets } from "../images/problems.ts";
import type { Workspace } from "../lockstep/workspace.ts";
import { ownImage } from "../own-images.ts";
import { checkOf, type PreflightCheck } from "./check.ts";

/** What a checkout has to be before anybody else is asked. */
export function checkCheckout(
  workspace: Workspace,
  checkout: Pick<CheckoutState, "changed" | "revision">,
  rendered: readonly RenderProblem[],
  today: Date,
): PreflightCheck[] {
  const { images, lock } = workspace;
  return [
    checkOf("tree.clean", "Everything is committed", dirtyTree(checkout)),
    checkOf("changesets.taken", "No changeset waits for a version", pendingChangesets(workspace)),
    checkOf("lockstep", "Versions, images, lock, texts and SDK line agree", lockstepBroken(workspace)),
    checkOf("rendered", "Rendered files are what definitions and lock give", notRendered(rendered)),
    checkOf("pins.resolved", "Every image of others has a digest", unresolved(workspace)),
    checkOf("pins.verified", "A registry confirmed every digest of others", pinProblems(images, lock, [])),
    checkOf("waivers", "No waiver of the lock has ended", endedWaivers(workspace, today)),
  ];
}

function unresolved({ images, lock }: Workspace): ErrorParts[] {
  const left = Object.entries(images)
    .filter(([key, { repository }]) => !ownImage(repository) && !lock.images[key]?.digest)
    .map(([key]) => key);
  if (left.length === 0) return [];
  const follow = left.filter((key) => images[key]?.follows !== undefined);
  const commands = [
    "npx compose-gen lock --update",
    ...follow.map((key) => `npx compose-gen lock --update ${key}`),
  ];
  return [
    {
      code: "PINS_UNRESOLVED",
      what: "Images that go with the release have no digest.",
      evidence: left.join(", "),
      next: `Where the registries can be reached: ${commands.map((line) => `\`${line}\``).join(", ")}`,
    },
  ];
}

function endedWaivers({ lock }: Workspace, today: Date): ErrorParts[] {
  const day = today.toISOString().slice(0, 10);
  const ended = Object.entries(lock.images).flatMap(([key, { waiver }]) =>
    waiver && waiver.expires < day ? [`${key}: until ${waiver.expires} (${waiver.reason})`] : [],
  );
  if (ended.length === 0) return [];
  return [
    {
      code: "WAIVERS_ENDED",
      what: "Waivers of the lock have ended.",
      evidence: ended.join("\n"),
      next: "Lock these images, or give each a new date with its reason in images.lock.json.",
    },
  ];
}
