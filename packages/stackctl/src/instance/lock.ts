import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { StackError, systemCode } from "../errors.ts";
import { identifyProcess, type ProcessIdentity, processState } from "../process/identity.ts";
import { makeFolder, writeError } from "./atomic-file.ts";
import type { InstancePaths } from "./folders.ts";

/** A lock file and the folder that it is in. */
export type LockPlace = Pick<InstancePaths, "root" | "lockFile">;

/** Who works on an instance; content of `operation.lock`. */
export interface LockHolder {
  pid: number;
  /** Start time of that process; see `ProcessIdentity`. */
  started: string;
  /** Name of the machine that it runs on. */
  host: string;
  verb: string;
  /** ISO 8601. */
  since: string;
  /** Another process of the same machine that it is held for: the lock is stale when both are gone. */
  onBehalfOf?: ProcessIdentity;
}

export interface OperationLock {
  /** True when the lock of a dead process was taken over: it may have left things behind. */
  recovered: boolean;
  release(): void;
}

export interface LockOptions {
  verb: string;
  /** A process that the lock outlives the caller for. */
  onBehalfOf?: ProcessIdentity | undefined;
  /** How long to wait for another command to finish, ms; default 20,000. */
  waitMs?: number;
  signal?: AbortSignal;
  /** Go on without a lock when the disk is too full to write one: ending processes and deleting must still work. */
  evenWhenFull?: boolean;
  /** Told while waiting. */
  onWait?: (holder: LockHolder) => void;
}

/**
 * Lets one command at a time change an instance. The lock of a process that died is taken over.
 *
 * @throws StackError `INSTANCE_BUSY` after `waitMs`, `STATE_UNWRITABLE`, `DISK_FULL`
 */
export async function acquireLock(paths: LockPlace, options: LockOptions): Promise<OperationLock> {
  const own = `${paths.lockFile}.${process.pid}`;
  const deadline = performance.now() + (options.waitMs ?? 20_000);
  let recovered = false;
  try {
    for (;;) {
      if (!writeOwn(own, paths.root, options)) return { recovered, release() {} };
      if (linkLock(own, paths.lockFile)) return { recovered, release: () => releaseLock(paths.lockFile) };
      const holder = readHolder(paths.lockFile);
      if (holder && isAlive(holder)) {
        options.onWait?.(holder);
        if (performance.now() > deadline) throw busyError(paths, holder);
        await delay(50, undefined, { signal: options.signal });
      } else if (removeStale(paths.lockFile, holder)) {
        recovered = true;
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Repeated before each try: the holder may have removed the whole folder.
 *
 * @returns false when the disk is full and the caller goes on without a lock
 */
function writeOwn(file: string, folder: string, { verb, onBehalfOf, evenWhenFull }: LockOptions): boolean {
  try {
    makeFolder(folder, 0o700);
    const since = new Date().toISOString();
    const own = { ...identityOfThisProcess(), host: hostname(), verb, since };
    const holder: LockHolder = { ...own, ...(onBehalfOf && { onBehalfOf }) };
    writeFileSync(file, JSON.stringify(holder));
    return true;
  } catch (thrown) {
    const error = thrown instanceof StackError ? thrown : writeError(thrown, file);
    if (evenWhenFull && error.code === "DISK_FULL") return false;
    throw error;
  }
}

/** A hard link appears with its whole content or not at all. */
function linkLock(own: string, lockFile: string): boolean {
  try {
    linkSync(own, lockFile);
    return true;
  } catch (error) {
    if (["EEXIST", "ENOENT"].includes(systemCode(error) ?? "")) return false;
    throw writeError(error, lockFile);
  }
}

function readHolder(lockFile: string): LockHolder | undefined {
  try {
    const value = JSON.parse(readFileSync(lockFile, "utf8")) as Partial<LockHolder>;
    return typeof value.pid === "number" && typeof value.started === "string"
      ? { verb: "?", since: "?", host: hostname(), ...value, pid: value.pid, started: value.started }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Moves the stale lock aside; puts it back when another command took the lock over in between. */
function removeStale(lockFile: string, stale: LockHolder | undefined): boolean {
  const aside = `${lockFile}.${process.pid}.stale`;
  try {
    renameSync(lockFile, aside);
    const moved = readHolder(aside);
    const changed = moved && (moved.pid !== stale?.pid || moved.started !== stale.started);
    if (changed) linkLock(aside, lockFile);
    return !changed;
  } catch {
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The command that works on an instance now, if there is one. */
export function lockHolder(paths: LockPlace): LockHolder | undefined {
  const holder = readHolder(paths.lockFile);
  return holder && isAlive(holder) ? holder : undefined;
}

/** Of another machine, where folders are shared, nobody here can say that it has died. */
function isAlive({ host, onBehalfOf, ...holder }: LockHolder): boolean {
  const processes = onBehalfOf ? [holder, onBehalfOf] : [holder];
  return host !== hostname() || processes.some((process) => processState(process) !== "gone");
}

function releaseLock(lockFile: string): void {
  if (readHolder(lockFile)?.pid === process.pid) rmSync(lockFile, { force: true });
}

function identityOfThisProcess(): ProcessIdentity {
  return identifyProcess(process.pid) ?? { pid: process.pid, started: "unknown" };
}

function busyError({ root, lockFile }: LockPlace, holder: LockHolder): StackError {
  const elsewhere = holder.host !== hostname();
  return new StackError({
    code: "INSTANCE_BUSY",
    what: "Another command is working on this instance.",
    where: root,
    evidence: `\`${holder.verb}\`, pid ${holder.pid} on ${holder.host}, since ${holder.since}`,
    next: elsewhere
      ? `Wait for it. When that machine is gone or has another name now, delete ${lockFile}.`
      : "Wait for it, end it, or use another instance: `--instance NAME`.",
  });
}
