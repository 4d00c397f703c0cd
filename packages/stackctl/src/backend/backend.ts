import type { CheckResult } from "../checks/check.ts";
import type { CheckedService } from "../checks/run-checks.ts";
import type { Interrupts } from "../cli/interrupts.ts";
import type { StackError } from "../errors.ts";
import type { InstancePaths } from "../instance/folders.ts";
import type { OperationLock } from "../instance/lock.ts";
import type { BackendName } from "../instance/state.ts";
import type { WipePlan } from "../instance/wipe.ts";
import type { Reporter } from "../output/reporter.ts";
import type { InstanceView, StackDefinition } from "../stack/definition.ts";
import type { VerifiedImage } from "../verify/verify-images.ts";
import type { SnapshotBackend } from "./snapshots.ts";
import type { UpgradeBackend } from "./upgrades.ts";

/** The instance that a command is about. */
export interface Place {
  home: string;
  instance: string;
  paths: InstancePaths;
  stack: StackDefinition;
  env: NodeJS.ProcessEnv;
  interrupts: Interrupts;
}

/** A command that changes the instance, and tells about it. */
export interface Operation extends Place {
  reporter: Reporter;
}

/** What `up` was asked for. */
export interface UpRequest {
  instance: string;
  profile: string;
  /** Folder of the instance. */
  root: string;
  /** undefined when the reader did not say. */
  portBase: number | undefined;
  /** Options of the stack that were given, e.g. `accounts`. */
  options: Record<string, string>;
  /** Parts of the stack that were named; none means all of them. */
  parts: readonly string[];
  /** Image key → reference that replaces it. */
  images: Readonly<Record<string, string>>;
  /** Services listen for control, by tests; undefined leaves it as it is. Processes only. */
  control?: true | undefined;
  /** Each service comes back on the port that it had, also where it had a free one. */
  samePorts?: boolean;
  /**
   * What is started comes back on the port that it had, and is checked as far as what runs already lets it be, which may
   * fail its own checks. Processes only.
   */
  startedOnly?: true | undefined;
  /** Rendered files stay as they are, also where this stackctl would render others. */
  sameFiles?: boolean;
  /** Own images are verified before anything is fetched or started, but those of these keys. Containers only. */
  verify?: { unverified: readonly string[] };
}

/** What happens to one service. */
export interface ServicePlan {
  name: string;
  action: "start" | "keep";
  /** TCP port of this host; 0 takes a free one, null has none. */
  port: number | null;
}

/** What `up` is going to do; printed by `--dry-run`. */
export interface UpPlan {
  instance: string;
  stack: string;
  backend: BackendName;
  profile: string;
  /** Folder of the instance. */
  root: string;
  /** The instance has no state yet. */
  fresh: boolean;
  /** null for the default ports. */
  portBase: number | null;
  services: ServicePlan[];
  /** Options of the stack that were given, e.g. `accounts`. */
  options: Record<string, string>;
  /** Services listen for control; absent when they do not. */
  control?: true;
  /** Compose projects, where containers run. */
  projects?: { stack: string; project: string; file: string }[];
}

/** The image of a service. */
export interface ImageRow {
  reference: string;
  /** A digest says which one it is. */
  pinned: boolean;
  /** It was given by `--image` instead of the definition's own. */
  replaced?: boolean;
}

/** A service as tables and documents show it. */
export interface ServiceRow {
  name: string;
  url: string | null;
  port: number | null;
  pid: number | null;
  /** Name of the container, where it runs in one. */
  container?: string;
  image?: ImageRow;
}

/** A stack that is up. */
export interface BroughtUp {
  plan: UpPlan;
  /** Services that this command has started; the others ran before. */
  started: string[];
  checks: CheckResult[];
  rows: ServiceRow[];
  /** What became of the images, where they were to be verified. */
  images?: VerifiedImage[];
  /** Stops what this command has started. */
  undo(): Promise<void>;
}

/** How a service ended. */
export interface StoppedService {
  service: string;
  /** null when it was no process of this host. */
  pid: number | null;
  outcome: "stopped" | "killed" | "gone";
}

/** Why watching ended: the reader interrupted, another command stopped the services, or one of them died. */
export type WatchEnd = { why: "interrupted" } | { why: "taken-down" } | { why: "died"; service: string };

/** A volume with state, in the status. */
export interface VolumeRow {
  name: string;
  class: string;
  /** Size of its files; null when it could not be measured. */
  bytes: number | null;
  /** Bytes since the last status, and the time between the two, ms; absent the first time. */
  growth?: { bytes: number; ms: number };
}

/** What there is of an instance now. */
export interface Inspection {
  view: InstanceView;
  rows: ServiceRow[];
  checked: CheckedService[];
  volumes?: VolumeRow[];
  /** What an interrupted command has left to be done, for people. */
  unfinished?: string;
}

/** Reads what services wrote. */
export interface LogReader {
  services: readonly string[];
  /** The last lines of a service; empty when there are none. */
  tail(service: string, lines: number): Promise<string[]>;
  /** Passes on each new line until the signal is aborted. */
  follow(
    services: readonly string[],
    print: (service: string, line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Which optional parts go too. */
export interface WipeScope {
  secrets: boolean;
  certs: boolean;
  /** One stack alone. */
  only?: string | undefined;
}

/** What a wipe would do, before it is asked for. */
export interface PlannedWipe {
  plan: WipePlan;
  /** Services that run and are stopped first. */
  running: string[];
  /** Why it would be refused now. */
  refusal?: StackError;
}

/** An image that containers are made from. */
export interface PulledImage {
  reference: string;
  /** False when it was here before. */
  fetched: boolean;
}

/** Runs instances: as processes of this host, or in containers. Commands know no more of it than this. */
export interface Backend {
  readonly name: BackendName;
  /** What `up` would do now. Changes nothing. @throws StackError, UsageError */
  planUp(place: Place, request: UpRequest): Promise<UpPlan>;
  /**
   * Brings up what does not run and waits until every check has passed; when something fails or the reader interrupts,
   * what was started is stopped again. The caller holds the lock.
   *
   * @throws StackError, Interrupted
   */
  up(operation: Operation, request: UpRequest, lock: OperationLock): Promise<BroughtUp>;
  /** Brings up what was taken down for a moment, with the choices and the ports that it had. @throws as `up` */
  restart(operation: Operation, lock: OperationLock): Promise<BroughtUp>;
  /** Watches a running instance until it ends or the reader interrupts. */
  watch(place: Place): Promise<WatchEnd>;
  /** Stops everything of the instance; its state stays. The caller holds the lock. */
  down(operation: Operation): Promise<StoppedService[]>;
  inspect(place: Place): Promise<Inspection>;
  logs(place: Place): Promise<LogReader>;
  /** Decides what a wipe deletes. Changes nothing. */
  planWipe(place: Place, scope: WipeScope): Promise<PlannedWipe>;
  /** Deletes what the plan says. The caller holds the lock. */
  wipe(operation: Operation, plan: WipePlan): Promise<void>;
  /** Fetches the images that the request needs. @returns all of them */
  pull(operation: Operation, request: UpRequest): Promise<PulledImage[]>;
  readonly snapshots: SnapshotBackend;
  /** Absent where the version is that of stackctl itself. */
  readonly upgrades?: UpgradeBackend;
}
