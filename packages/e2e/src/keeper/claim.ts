import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { acquireLock, lockHolder } from "@unicity-sphere/stackctl/harness";
import { E2eError, type ErrorParts } from "../errors.ts";
import { CLAIMS, type ProcessIdentity } from "./order.ts";

/** Instance that is taken until `release`, or until this process and the run end. */
export interface Claim {
  release(): void;
}

/** Who has taken it. */
export interface Claimant {
  /** Of the keeper. */
  pid: number;
  /** Name of its machine. */
  host: string;
  /** ISO 8601. */
  since: string;
}

const claimOf = (home: string, instance: string) => {
  const root = join(home, CLAIMS);
  return { root, lockFile: join(root, instance) };
};

/**
 * Takes an instance for this process and a run as long as one of them lives; the claim of those that died is taken over.
 *
 * @throws E2eError `INSTANCE_IN_USE`
 */
export async function claimInstance(home: string, instance: string, run?: ProcessIdentity): Promise<Claim> {
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
export function claimant(home: string, instance: string): Claimant | undefined {
  return lockHolder(claimOf(home, instance));
}

/** Whether it is of another machine, which shares the folder of all instances. */
export const isElsewhere = ({ host }: Claimant): boolean => host !== hostname();

/** Gives up the claim of a keeper that was killed. @param pid of the keeper */
export function dropClaim(home: string, instance: string, pid: number | undefined): void {
  if (claimant(home, instance)?.pid === pid) rmSync(claimOf(home, instance).lockFile, { force: true });
}
