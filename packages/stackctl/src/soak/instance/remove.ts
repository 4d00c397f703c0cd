import { existsSync, rmSync } from "node:fs";
import type { Operation } from "../../backend/backend.ts";
import { embeddedBackend } from "../../backend/embedded/index.ts";
import { withInstance } from "../../commands/with-instance.ts";
import { findAbandoned, isAbandoned } from "./owner.ts";
import { finishing, quietOperation, type Surroundings } from "./place.ts";

/** Stops what runs of a soak's own instance, and deletes its whole folder. */
export async function removeInstance(operation: Operation): Promise<void> {
  const work = finishing(operation);
  await lockedFor(work, () => removeLocked(work));
}

/**
 * Removes what soaks have left that were killed.
 *
 * @returns their names
 * @throws StackError `INSTANCE_BUSY`, …
 */
export async function removeAbandoned(around: Surroundings): Promise<string[]> {
  const removed: string[] = [];
  for (const name of findAbandoned(around.home)) {
    const operation = await quietOperation(around, name);
    await lockedFor(operation, async () => {
      // Another soak may have removed it while this one waited.
      if (!existsSync(operation.paths.root) || !isAbandoned(operation.paths)) return;
      await removeLocked(operation);
      removed.push(name);
    });
  }
  return removed;
}

async function removeLocked(operation: Operation): Promise<void> {
  const { plan } = await embeddedBackend.planWipe(operation, { secrets: true, certs: true });
  await embeddedBackend.wipe(operation, plan);
  rmSync(operation.paths.root, { recursive: true, force: true });
}

function lockedFor(operation: Operation, work: () => Promise<void>): Promise<void> {
  const { home, instance, interrupts } = operation;
  const request = { home, instance, verb: "soak", signal: interrupts.signal, evenWhenFull: true };
  return withInstance(request, work);
}
