// Takes the waiting changesets into one version for everything. Usage: pnpm version-packages
// Exit codes: 0 done · 1 refused, or a step failed (run it again once corrected) · 3 wrong usage.
import { join } from "node:path";
import { describeError } from "@unicity-sphere/compose-gen";
import { exitCodeOf } from "release";
import { versionPackages } from "release/lockstep";
import { shownTools } from "./release-images/steps.ts";

try {
  const version = await versionPackages(join(import.meta.dirname, ".."), shownTools());
  console.log(`✔ everything is ${version}: review, and commit it as one commit`);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
