import { instancePaths } from "../instance/folders.ts";
import { acquireLock, type OperationLock } from "../instance/lock.ts";
import type { Reporter } from "../output/reporter.ts";

export interface LockRequest {
  home: string;
  instance: string;
  /** Shown to other commands that have to wait. */
  verb: string;
  /** Ends the waiting for another command. */
  signal: AbortSignal;
  reporter?: Reporter;
  /** Go on although the disk is full; see `LockOptions`. */
  evenWhenFull?: boolean;
}

/** Runs `work` as the only command that changes the instance. @throws StackError `INSTANCE_BUSY` */
export async function withInstance<T>(
  request: LockRequest,
  work: (lock: OperationLock) => Promise<T>,
): Promise<T> {
  const lock = await acquireLock(instancePaths(request.home, request.instance), {
    verb: request.verb,
    evenWhenFull: request.evenWhenFull ?? false,
    signal: request.signal,
    onWait: ({ verb, pid }) => request.reporter?.waiting("lock", `\`${verb}\` (pid ${pid}) to finish`),
  });
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}
