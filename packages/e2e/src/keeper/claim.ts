import { join } from "node:path";
import { acquireLock, lockHolder } from "@unicity-sphere/stackctl/harness";
import { E2eError, type ErrorParts } from "../errors.ts";
import { CLAIMS } from "./order.ts";

/** Instance that is taken until `release`, or until this process ends. */
export interface Claim {
  release(): void;
}

const claimOf = (home: string, instance: string) => {
  const root = join(home, CLAIMS);
  return { root, lockFile: join(root, instance) };
};

/**
 * Takes an instance for this process as long as it lives; the claim of one that died is taken over.
 *
 * @throws E2eError `INSTANCE_IN_USE`
 */
export async function claimInstance(home: string, instance: string): Promise<Claim> {
  try {
    return await acquireLock(claimOf(home, instance), { verb: "e2e", waitMs: 0 });
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

/** Whether a process that lives has claimed the instance. */
export function isClaimed(home: string, instance: string): boolean {
  return lockHolder(claimOf(home, instance)) !== undefined;
}
