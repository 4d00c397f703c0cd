import type { Backend, Operation, Place } from "../backend/backend.ts";
import type { UpgradeBackend, UpgradePlan, UpgradeRequest } from "../backend/upgrades.ts";
import { StackError } from "../errors.ts";
import type { OperationLock } from "../instance/lock.ts";
import { commandLine } from "../instance/view.ts";
import { backupForUpgrade } from "./backup.ts";
import { type Replaced, replaceVersion, upgradesOf } from "./replace.ts";
import { readVersions, refuseUnfinishedUpgrade, type Version } from "./versions.ts";

/** What an upgrade or rollback does, and what was interrupted before. */
export interface PlannedUpgrade {
  plan: UpgradePlan;
  /** It goes on with, or undoes, one that was interrupted. */
  unfinished: boolean;
  /** The backup that the interrupted one has made. */
  backup: string | null;
}

/** Nothing would change. */
export function isDone({ plan: { services, files }, unfinished }: PlannedUpgrade): boolean {
  return !unfinished && files.length === 0 && services.every(({ changed }) => !changed);
}

/**
 * What `upgrade` would do. Changes nothing.
 *
 * @throws StackError `UPGRADE_EMBEDDED`; `UPGRADE_INCOMPLETE` when another one was interrupted and this asks for something else
 */
export async function planUpgrade(
  backend: Backend,
  place: Place,
  request: UpgradeRequest,
): Promise<PlannedUpgrade> {
  const upgrades = upgradesOf(backend, place.instance);
  const { unfinished } = readVersions(place.paths);
  if (!unfinished) return { plan: await upgrades.plan(place, request), unfinished: false, backup: null };
  if (request.to !== undefined || Object.keys(request.images).length > 0)
    refuseUnfinishedUpgrade(place.paths, place.instance);
  const { before, target, verb, backup } = unfinished;
  const [from, to] = verb === "upgrade" ? [before, target] : [target, before];
  return { plan: await planBetween(upgrades, place, from, to), unfinished: true, backup };
}

/** What `rollback` would do. Changes nothing. @throws StackError `UPGRADE_EMBEDDED`, `NO_ROLLBACK` */
export async function planRollback(backend: Backend, place: Place): Promise<PlannedUpgrade> {
  const upgrades = upgradesOf(backend, place.instance);
  const { unfinished, previous } = readVersions(place.paths);
  if (unfinished) {
    const { before, target, verb, backup } = unfinished;
    const [from, to] = verb === "upgrade" ? [target, before] : [before, target];
    return { plan: await planBetween(upgrades, place, from, to), unfinished: true, backup };
  }
  if (!previous)
    throw new StackError({
      code: "NO_ROLLBACK",
      what: `The instance "${place.instance}" has no version of before; nothing was changed.`,
      where: place.paths.root,
      cause: "It was not upgraded yet, or went back already.",
    });
  const plan = await upgrades.planTo(place, previous.version);
  return { plan, unfinished: false, backup: previous.backup };
}

/** What there is now may be a mixture: the record says between which versions. */
async function planBetween(
  upgrades: UpgradeBackend,
  place: Place,
  from: Version,
  to: Version,
): Promise<UpgradePlan> {
  const plan = await upgrades.planTo(place, to);
  // The data is as new as the newest image that has run on it, which may be the one that runs now.
  const services = Object.fromEntries(
    Object.entries(from.services).map(([service, known]) => {
      const now = plan.before.services[service]?.dataVersion ?? null;
      return [service, { ...known, dataVersion: now ?? known.dataVersion }];
    }),
  );
  return { ...plan, before: { ...from, services } };
}

/** How an upgrade is made. */
export interface UpgradeOptions {
  /** Make no backup first. */
  noBackup: boolean;
}

/**
 * Fetches, verifies, makes a backup, replaces, and goes back by itself where the new version does not become well. The
 * caller holds the lock.
 *
 * @throws StackError as `UpgradeBackend.fetch`, `makeBackup`, `replaceVersion`; `BACKUP_NEEDED`
 */
export async function upgradeInstance(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  planned: PlannedUpgrade,
  { noBackup }: UpgradeOptions,
): Promise<Replaced> {
  const upgrades = upgradesOf(backend, operation.instance);
  const plan = await upgrades.fetch(operation, planned.plan);
  let { backup } = planned;
  if (!noBackup && !planned.unfinished) {
    backup = await backupForUpgrade(backend, operation, lock);
    operation.reporter.step(`Backup: ${backup}`);
  }
  if (backup === null) refuseOneWay(operation.instance, plan);
  return replaceVersion(backend, operation, lock, { verb: "upgrade", plan, backup });
}

/** Goes back to the version of before the last upgrade. The caller holds the lock. @throws as `upgradeInstance` */
export async function rollBack(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  planned: PlannedUpgrade,
): Promise<Replaced> {
  const upgrades = upgradesOf(backend, operation.instance);
  const plan = await upgrades.fetch(operation, planned.plan);
  const { backup, unfinished } = planned;
  return replaceVersion(backend, operation, lock, { verb: "rollback", plan, backup, undo: unfinished });
}

function refuseOneWay(instance: string, { services }: UpgradePlan): void {
  const oneWay = services.filter((row) => row.oneWay).map(({ service }) => service);
  if (oneWay.length === 0) return;
  throw new StackError({
    code: "BACKUP_NEEDED",
    what: "The new version stores data in another form, and there is no way back without a backup; nothing was changed.",
    evidence: `data version grows: ${oneWay.join(", ")}`,
    next: `Leave out --no-backup: \`${commandLine("upgrade", instance)}\`.`,
  });
}
