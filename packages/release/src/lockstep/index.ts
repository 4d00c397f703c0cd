export { checkLockstep } from "./check.ts";
export { describeFindings, type Finding } from "./finding.ts";
export { isMoveBegun, planMove, type SdkMove, UNDO_MOVE } from "./plan-move.ts";
export { type Edit, planVersion } from "./plan-version.ts";
export { LEADING_SDK, lineOf } from "./sdk.ts";
export { sdkReleased } from "./sdk-released.ts";
export { finishUndo, type Step, type Tools, versionPackages } from "./version-packages.ts";
export { readWorkspace, sharedVersion, type Workspace } from "./workspace.ts";
