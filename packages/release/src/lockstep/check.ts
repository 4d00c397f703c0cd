import type { Finding } from "./finding.ts";
import { checkChangesets } from "./rules/changesets.ts";
import { checkDebian } from "./rules/debian.ts";
import { checkFixedGroup } from "./rules/fixed-group.ts";
import { checkImages } from "./rules/images.ts";
import { checkSdkLine } from "./rules/sdk-line.ts";
import { checkSdkVersions } from "./rules/sdk-versions.ts";
import { checkTexts } from "./rules/texts.ts";
import { checkVersions } from "./rules/versions.ts";
import type { Workspace } from "./workspace.ts";

const rules: readonly ((workspace: Workspace, now: Date) => Finding[])[] = [
  checkVersions,
  checkSdkLine,
  checkSdkVersions,
  checkFixedGroup,
  checkChangesets,
  checkImages,
  checkDebian,
  checkTexts,
];

/** Everything in which versions, images, lock, texts and SDK line disagree, and a Debian of the future; empty in lockstep. */
export function checkLockstep(workspace: Workspace, now = new Date()): Finding[] {
  return rules.flatMap((rule) => rule(workspace, now));
}
