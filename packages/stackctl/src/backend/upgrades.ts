import type { OperationLock } from "../instance/lock.ts";
import type { Version } from "../upgrade/versions.ts";
import type { BroughtUp, Operation, Place } from "./backend.ts";

/** What an upgrade is asked for. */
export interface UpgradeRequest {
  /** Version of our own images; undefined: the one that this stackctl renders, or the images that were given before. */
  to: string | undefined;
  /** Image key → reference that replaces it. */
  images: Readonly<Record<string, string>>;
}

/** One service in the plan of an upgrade. */
export interface ServiceUpgrade {
  service: string;
  /** null where it has none yet. */
  from: string | null;
  to: string;
  /** The container is going to be another one. */
  changed: boolean;
  /** The new image stores data in a form that the old one does not read. */
  oneWay: boolean;
}

/** What an upgrade or a rollback is going to do. */
export interface UpgradePlan {
  services: ServiceUpgrade[];
  /** Stacks whose rendered file changes. */
  files: string[];
  /** Services that run now. */
  running: string[];
  before: Version;
  target: Version;
}

/** What upgrades need of a backend. The caller of what changes something holds the lock. */
export interface UpgradeBackend {
  /** What the request would change. Changes nothing. @throws StackError `FILE_EDITED`, …; UsageError */
  plan(place: Place, request: UpgradeRequest): Promise<UpgradePlan>;
  /** The same for a version that is known. */
  planTo(place: Place, target: Version): Promise<UpgradePlan>;
  /**
   * Fetches the images of a plan and looks whether they fit the data. Nothing of the instance is changed.
   *
   * @returns the plan with what the images say
   * @throws StackError `IMAGE_…`, `UPGRADE_PLATFORM`, `OTHER_GENERATION`, `DATA_TOO_NEW`
   */
  fetch(operation: Operation, plan: UpgradePlan): Promise<UpgradePlan>;
  /** Lets the instance be made from a version from now on, and brings it up; may be repeated. @throws as `Backend.up` */
  apply(operation: Operation, target: Version, lock: OperationLock): Promise<BroughtUp>;
  /** The first half of `apply` alone: what the next `up` starts. */
  choose(operation: Operation, target: Version): Promise<void>;
}
