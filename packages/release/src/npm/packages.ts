import { dirname } from "node:path";
import type { ErrorParts } from "@unicity-sphere/compose-gen";
import type { RenderProblem } from "../checkout/rendered.ts";
import type { CheckoutState } from "../checkout/state.ts";
import { notRendered } from "../host-bundle/problems.ts";
import { dirtyTree, lockstepBroken, pendingChangesets } from "../images/problems.ts";
import { isPackage, sharedVersion, type Workspace } from "../lockstep/workspace.ts";
import { ownImage } from "../own-images.ts";
import type { Expected } from "./plan.ts";

/** Packages of the workspace that are published, and where they are. */
export interface PublicPackages extends Expected {
  /** Folders from the checkout. */
  paths: string[];
}

/** Which packages are published: those that are not private. */
export function publicPackages(workspace: Pick<Workspace, "manifests">): PublicPackages {
  const all = Object.entries(workspace.manifests).filter(([path]) => isPackage(path));
  const open = all.filter(([, manifest]) => manifest.private !== true);
  const closed = all.filter(([, manifest]) => manifest.private === true);
  return {
    version: sharedVersion(workspace),
    published: open.map(([, { name }]) => name),
    unpublished: closed.map(([, { name }]) => name),
    paths: open.map(([path]) => dirname(path)),
  };
}

/** What is asked of a checkout that is packed. */
export interface PackedCheckout {
  workspace: Workspace;
  /** What git says; without the digests that a release wrote. */
  checkout: Pick<CheckoutState, "changed" | "revision">;
  rendered: readonly RenderProblem[];
}

/**
 * Why the checkout is not one to pack for publication: its packages hold what was committed, rendered, and name the images of
 * the release by digest.
 */
export function packProblems({ workspace, checkout, rendered }: PackedCheckout): ErrorParts[] {
  return [
    ...dirtyTree(checkout),
    ...pendingChangesets(workspace),
    ...lockstepBroken(workspace),
    ...notRendered(rendered),
    ...unpublishedImages(workspace),
  ];
}

function unpublishedImages({ images, lock }: Workspace): ErrorParts[] {
  const open = Object.keys(images).filter(
    (key) => ownImage(images[key]?.repository ?? "") && lock.images[key]?.verified !== true,
  );
  if (open.length === 0) return [];
  return [
    {
      code: "IMAGES_UNPUBLISHED",
      what: "The packages would name images that are not published.",
      where: "images.lock.json",
      evidence: open.join(", "),
      next: "Publish the images first: `pnpm release:images`, then `pnpm build`.",
    },
  ];
}
