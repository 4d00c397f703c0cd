import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  acquireLock,
  type LockHolder,
  lockHolder,
  type OperationLock,
  type ProcessIdentity,
} from "@unicity-sphere/stackctl/harness";
import { E2eError, type ErrorParts } from "../errors.ts";
import { CLAIMS } from "./order.ts";

const claimOf = (home: string, instance: string) => {
  const root = join(home, CLAIMS);
  return { root, lockFile: join(root, instance) };
};

/**
 * Takes an instance for this process and a run as long as one of them lives; the claim of those that died is taken over.
 *
 * @throws E2eError `INSTANCE_IN_USE`
 */
export async function claimInstance(
  home: string,
  instance: string,
  run?: ProcessIdentity,
): Promise<OperationLock> {
  try {
    return await acquireLock(claimOf(home, instance), { verb: "e2e", waitMs: 0, onBehalfOf: run });
  } catch (error) {
    const parts = (error as { parts?: ErrorParts }).parts;
    if (parts?.code !== "INSTANCE_BUSY") throw error;
    throw new E2eError(
      {
        code: "INSTANCE_IN_USE",
        what: `Another test run uses the instance "${instance}" now.`,
        where: home,
        ...(parts.evidence !== undefined && { evidence: parts.evidence }),
        cause: "State that is kept belongs to one run at a time.",
        next: "Wait for it, or run without E2E_KEEP_STATE: each run then has a stack of its own.",
      },
      { cause: error },
    );
  }
}

/** Who has claimed the instance and lives; of another machine nobody here can say that it has died. */
export function claimant(home: string, instance: string): LockHolder | undefined {
  return lockHolder(claimOf(home, instance));
}

/** Whether it is of another machine, which shares the folder of all instances. */
export const isElsewhere = ({ host }: LockHolder): boolean => host !== hostname();

/** Gives up the claim of a keeper that was killed. @param pid of the keeper */
export function dropClaim(home: string, instance: string, pid: number | undefined): void {
  if (claimant(home, instance)?.pid === pid) rmSync(claimOf(home, instance).lockFile, { force: true });
}
