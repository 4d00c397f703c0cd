import { existsSync } from "node:fs";
import { loadBackend } from "../../backend/load.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { readInstanceState } from "../../instance/state.ts";
import { commandLine, unknownInstance } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatRestorePlan } from "../../output/snapshot-text.ts";
import { snapshotBytes } from "../../snapshot/manifest.ts";
import { planRestore, type RestorePlan } from "../../snapshot/plan-restore.ts";
import { type Restored, restoreSnapshot, undoRestore } from "../../snapshot/restore.ts";
import { checkSnapshotName, manifestOf, requireSnapshot } from "../../snapshot/store.ts";
import { readUnfinished } from "../../snapshot/unfinished.ts";
import { refuseUnfinishedUpgrade } from "../../upgrade/versions.ts";
import { confirmed } from "../confirm.ts";
import { openAnyway, operationOn, placeOf } from "../place.ts";
import { withInstance } from "../with-instance.ts";

/** `stackctl snapshot restore NAME` */
export async function restore(invocation: Invocation, name: string): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts } = invocation;
  const paths = instancePaths(home, instance);
  if (!existsSync(paths.root)) throw unknownInstance(home, instance);
  const snapshot = requireSnapshot(paths, instance, checkSnapshotName(name));
  const manifest = manifestOf(snapshot);
  // An instance that was wiped has no state that names its backend.
  const state = readInstanceState(paths);
  const backend = await loadBackend(state?.backend ?? manifest.backend);
  const place = await placeOf(invocation, state?.stack ?? manifest.stack);
  refuseUnfinishedUpgrade(paths, instance);
  const plan = await planRestore(backend, place, snapshot, manifest);
  const text = formatRestorePlan(instance, plan);
  const { running, deleted, notes } = plan;
  const facts = { instance, name, bytes: snapshotBytes(manifest), running, deleted, notes };
  if (invocation.flag("dry-run")) {
    const document = toDocument("snapshot-restore", { ...facts, dryRun: true, started: false, downMs: null });
    printResult(terminal, mode, document, text);
    return EXIT.ok;
  }
  const unfinished = readUnfinished(paths) !== undefined;
  if (mode === "text") terminal.out(text);
  await confirm(invocation, plan, unfinished);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const request = { home, instance, verb: `snapshot restore ${name}`, signal: interrupts.signal, reporter };
  const restored = await withInstance(request, async (lock) => {
    // What was true while the reader was asked may have changed.
    const now = await planRestore(backend, place, snapshot, manifest);
    if (now.running.length > plan.running.length) refuseRunning(invocation, now);
    refuseMore(invocation, plan, now);
    return restoreSnapshot(backend, operation, now, lock);
  });
  reporter.end();
  const document = toDocument("snapshot-restore", { ...facts, dryRun: false, ...restored });
  printResult(terminal, mode, document, `\n${closing("Restored", restored, instance)}`);
  return EXIT.ok;
}

/** What has come since the reader was asked was not agreed to. @throws StackError `PLAN_CHANGED` */
export function refuseMore({ flag, instance }: Invocation, shown: RestorePlan, now: RestorePlan): void {
  const known = shown.deleted.map(({ name }) => name);
  const more = now.deleted.map(({ name }) => name).filter((name) => !known.includes(name));
  if (now.replaces && !shown.replaces) more.push("the state of the instance");
  if (flag("yes") || more.length === 0) return;
  throw new StackError({
    code: "PLAN_CHANGED",
    what: `The instance "${instance}" has changed since the plan of this restore; nothing was changed.`,
    evidence: `not in the plan: ${more.join(", ")}`,
    cause: "Another command was at work on it.",
    next: "Repeat the command.",
  });
}

/** `stackctl snapshot restore --undo` */
export async function undo(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts } = invocation;
  if (!existsSync(instancePaths(home, instance).root)) throw unknownInstance(home, instance);
  const { place, backend } = await openAnyway(invocation);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const request = { home, instance, verb: "snapshot restore --undo", signal: interrupts.signal, reporter };
  const undone = await withInstance(request, (lock) => undoRestore(backend, operation, lock));
  reporter.end();
  printResult(
    terminal,
    mode,
    toDocument("snapshot-undo", { instance, ...undone }),
    closing("Undone", undone, instance),
  );
  return EXIT.ok;
}

function closing(done: string, { started, downMs }: Restored, instance: string): string {
  return started
    ? `${done}; its services run again, after ${((downMs ?? 0) / 1000).toFixed(1)} s.\n`
    : `${done}. Start it: ${commandLine("up", instance)} --detach\n`;
}

/** Who runs services, or has a state that goes, has to say so. An interrupted restore was agreed to before. */
async function confirm(invocation: Invocation, plan: RestorePlan, unfinished: boolean): Promise<void> {
  if (invocation.flag("yes")) return;
  refuseRunning(invocation, plan);
  if (!plan.replaces || unfinished) return;
  await confirmed(invocation, "Replace the state?");
}

function refuseRunning({ flag, instance }: Invocation, { running, manifest: { name } }: RestorePlan): void {
  if (running.length === 0 || flag("yes")) return;
  throw new StackError({
    code: "RESTORE_WHILE_UP",
    what: `The instance "${instance}" is up; nothing was changed.`,
    evidence: `running: ${running.join(", ")}`,
    next: `Stop it first: \`${commandLine("down", instance)}\`; or let this command do it: \`${commandLine(`snapshot restore ${name} --yes`, instance)}\`.`,
  });
}
