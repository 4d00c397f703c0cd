import { dirname } from "node:path";
import type { ErrorParts } from "@unicity-sphere/compose-gen";
import { checkLockstep } from "../lockstep/check.ts";
import { describeFindings } from "../lockstep/finding.ts";
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

/** Why the checkout is not one to pack for publication: its packages name the images of the release by digest. */
export function packProblems(workspace: Workspace): ErrorParts[] {
  const { images, lock, changesets } = workspace;
  const problems: ErrorParts[] = [];
  const waiting = Object.keys(changesets);
  if (waiting.length > 0)
    problems.push({
      code: "CHANGESETS_PENDING",
      what: "Changesets wait for a version.",
      where: ".changeset",
      evidence: String(waiting.length),
      next: "Publish from the commit that `pnpm version-packages` made.",
    });
  const findings = checkLockstep(workspace);
  if (findings.length > 0)
    problems.push({
      code: "LOCKSTEP_BROKEN",
      what: "Versions, images and SDK line disagree.",
      evidence: describeFindings(findings),
      next: "Correct what is named; `pnpm check:lockstep` asks again.",
    });
  const open = Object.keys(images).filter(
    (key) => ownImage(images[key]?.repository ?? "") && lock.images[key]?.verified !== true,
  );
  if (open.length > 0)
    problems.push({
      code: "IMAGES_UNPUBLISHED",
      what: "The packages would name images that are not published.",
      where: "images.lock.json",
      evidence: open.join(", "),
      next: "Publish the images first: `pnpm release:images`, then `pnpm build`.",
    });
  return problems;
}
