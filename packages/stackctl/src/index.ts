export type { Backend, Inspection, UpPlan, UpRequest } from "./backend/backend.ts";
export { loadBackend } from "./backend/load.ts";
export type { Check, CheckResult, CheckTarget, Layer, Outcome, Verdict } from "./checks/check.ts";
export { runAllChecks } from "./checks/run-checks.ts";
export { exitCodeOf, type Health, healthOf } from "./checks/summary.ts";
export { type ErrorParts, EXIT, type ExitCode, StackError, UsageError } from "./errors.ts";
export { type InstancePaths, instancePaths, listInstances, stateHome } from "./instance/folders.ts";
export { type BackendName, type InstanceState, readInstanceState } from "./instance/state.ts";
export { requireInstance, requireRunning } from "./instance/view.ts";
export * from "./output/day-two-schemas.ts";
export { ENV_FORMATS, type EnvFormat, formatEnvironment } from "./output/env-formats.ts";
export * from "./output/schemas.ts";
export * from "./output/unicity-schemas.ts";
export {
  rehearseCleanDocument,
  rehearseCleanPlanDocument,
  rehearseDocument,
  rehearsePlanDocument,
} from "./rehearse/schemas.ts";
export { type Manifest, readManifest } from "./snapshot/manifest.ts";
export { planRestore, type RestorePlan } from "./snapshot/plan-restore.ts";
export { type Restored, restoreSnapshot, undoRestore } from "./snapshot/restore.ts";
export { listSnapshots, requireSnapshot, type StoredSnapshot } from "./snapshot/store.ts";
export { type TakenSnapshot, takeSnapshot } from "./snapshot/take.ts";
export type {
  InstanceView,
  LaunchContext,
  ServiceDefinition,
  ServiceView,
  StackDefinition,
  StateEntry,
  UpOption,
} from "./stack/definition.ts";
export { unicityEnvironment } from "./unicity/environment.ts";
export { unicityStack } from "./unicity/stack.ts";
