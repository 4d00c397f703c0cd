import type { Backend, Operation } from "../backend/backend.ts";
import type { UpgradeBackend, UpgradePlan } from "../backend/upgrades.ts";
import { EXIT, errorParts, Interrupted, messageOf, StackError } from "../errors.ts";
import type { OperationLock } from "../instance/lock.ts";
import { commandLine } from "../instance/view.ts";
import { readVersions, type UnfinishedUpgrade, writeVersions } from "./versions.ts";

/** A version that was put in the place of another one. */
export interface Replaced {
  plan: UpgradePlan;
  /** Services whose container is another one now. */
  started: string[];
  backup: string | null;
}

/** How a version is replaced. */
export interface Replacement {
  verb: UnfinishedUpgrade["verb"];
  plan: UpgradePlan;
  /** Made before anything is replaced; null where there is none. */
  backup: string | null;
  /** It undoes what was interrupted: what there was before that stays known. */
  undo?: boolean;
}

/**
 * Puts one version in the place of another and waits until every check has passed; where that fails, the one of before is
 * put back and brought up. A record that is written first lets every later command know what was interrupted. The caller
 * holds the lock.
 *
 * @throws StackError `UPGRADE_FAILED`, `ROLLBACK_FAILED` (exit 1 when the version of before is back, else 2)
 */
export async function replaceVersion(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  { verb, plan, backup, undo = false }: Replacement,
): Promise<Replaced> {
  const { paths } = operation;
  const upgrades = upgradesOf(backend, operation.instance);
  const { before, target } = plan;
  const known = readVersions(paths).unfinished;
  const running = known?.running ?? plan.running.length > 0;
  const record: UnfinishedUpgrade = {
    ...{ verb, since: new Date().toISOString(), before, target, running, backup },
    step: "replace the containers and wait for their checks",
  };
  writeVersions(paths, { unfinished: record });
  let started: string[];
  try {
    started = (await upgrades.apply(operation, target, lock)).started;
  } catch (error) {
    const oneWay = plan.services.some((row) => row.oneWay);
    if (oneWay) throw await stopped(backend, operation, record, error);
    throw await goneBack(upgrades, operation, lock, record, error);
  }
  const at = new Date().toISOString();
  const previous = verb === "upgrade" ? { version: before, at, backup } : null;
  writeVersions(paths, { unfinished: null, ...(!undo && { previous }) });
  return { plan, started, backup };
}

/** Puts back what there was; the reader who interrupts waits for that, unless he does it twice. @returns the error to throw */
async function goneBack(
  upgrades: UpgradeBackend,
  operation: Operation,
  lock: OperationLock,
  { verb, before, running }: UnfinishedUpgrade,
  error: unknown,
): Promise<unknown> {
  const { paths, interrupts, reporter } = operation;
  reporter.waiting("instance", "for the version of before to come back");
  writeVersions(paths, { ...recordStep(paths, "put back the version of before") });
  const patient = { ...operation, interrupts: { ...interrupts, signal: interrupts.force } };
  try {
    if (running) await upgrades.apply(patient, before, lock);
    else await upgrades.choose(patient, before);
  } catch (second) {
    return notBack(verb, operation, error, second);
  }
  writeVersions(paths, { unfinished: null });
  if (interrupts.signal.aborted) return new Interrupted(interrupts.signal.reason);
  return failed(verb, operation, error, running);
}

/** The new version may have stored data that the one of before cannot read: it is not started on that. */
async function stopped(
  backend: Backend,
  operation: Operation,
  { before, backup }: UnfinishedUpgrade,
  error: unknown,
): Promise<unknown> {
  const { paths, instance } = operation;
  await backend.down(operation);
  await upgradesOf(backend, instance).choose(operation, before);
  writeVersions(paths, { unfinished: null });
  const { what, where, evidence } = errorParts(error);
  return new StackError(
    {
      code: "UPGRADE_FAILED",
      what: `The upgrade failed, and the instance is stopped: the version of before may not read what the new one has stored. ${what}`,
      ...(where !== undefined && { where }),
      ...(evidence !== undefined && { evidence }),
      next: `Bring back what there was: \`${commandLine(`restore ${backup ?? "FILE"} --yes`, instance)}\`, then \`${commandLine("up", instance)} --detach\`.`,
    },
    EXIT.unreachable,
    { cause: error },
  );
}

function recordStep(paths: Operation["paths"], step: string) {
  const { unfinished } = readVersions(paths);
  return { unfinished: unfinished && { ...unfinished, step } };
}

function failed(verb: string, { instance }: Operation, error: unknown, running: boolean): StackError {
  const { what, where, evidence, next } = errorParts(error);
  return new StackError(
    {
      code: `${verb.toUpperCase()}_FAILED`,
      what: `The ${verb} failed; ${running ? "the version of before runs again" : "the version of before is in place again"}. ${what}`,
      ...(where !== undefined && { where }),
      ...(evidence !== undefined && { evidence }),
      next: [next, `\`${commandLine("status", instance)}\` says what runs.`].filter(Boolean).join(" "),
    },
    EXIT.degraded,
    { cause: error },
  );
}

/** The record stays: the next command says what to do. */
function notBack(verb: string, { instance }: Operation, error: unknown, second: unknown): StackError {
  return new StackError(
    {
      code: `${verb.toUpperCase()}_FAILED`,
      what: `The ${verb} failed, and the version of before did not come back.`,
      evidence:
        `first: ${messageOf(error)}\nthen: ${messageOf(second)}\n${errorParts(second).evidence ?? ""}`.trim(),
      next: `Mend what is said above, then go back: \`${commandLine("rollback", instance)}\`; or forward: \`${commandLine("upgrade", instance)}\`.`,
    },
    EXIT.unreachable,
    { cause: error },
  );
}

/** @throws StackError `UPGRADE_EMBEDDED` where a backend has one version only */
export function upgradesOf({ upgrades }: Backend, instance: string): UpgradeBackend {
  if (upgrades) return upgrades;
  throw new StackError({
    code: "UPGRADE_EMBEDDED",
    what: `The processes of the instance "${instance}" are of the version of stackctl itself; nothing was changed.`,
    next: `Install the other version of stackctl, then \`${commandLine("down", instance)}\` and \`${commandLine("up", instance)} --detach\`; make a backup before: \`${commandLine("backup FILE", instance)}\`.`,
  });
}
