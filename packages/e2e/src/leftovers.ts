import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isFreshName } from "./instance-name.ts";
import { claimant, isElsewhere } from "./keeper/claim.ts";
import { endInstance } from "./keeper/end-instance.ts";
import { CLAIMS } from "./keeper/order.ts";
import type { Stackctl } from "./stackctl.ts";

/**
 * Wipes instances whose run and keeper were both killed. Only names that one run ever has are looked at: under another
 * name somebody may be starting again now.
 *
 * @returns names of what was removed
 */
export async function removeLeftovers(stackctl: Omit<Stackctl, "instance">, home: string): Promise<string[]> {
  const removed: string[] = [];
  for (const instance of claims(home)) {
    if (!isFreshName(instance) || claimant(home, instance)) continue;
    const problems = await endInstance({ ...stackctl, instance }, home, "wipe");
    if (problems.length > 0) continue;
    rmSync(join(home, CLAIMS, instance), { force: true });
    removed.push(instance);
  }
  return removed;
}

/** What runs of other machines have claimed in this home, a line each: it is left alone. */
export function describeElsewhere(home: string): string[] {
  return claims(home).flatMap((instance) => {
    const holder = claimant(home, instance);
    return holder && isElsewhere(holder)
      ? [`"${instance}" is left alone: a run on ${holder.host} has it since ${holder.since}.`]
      : [];
  });
}

/** Claims that are being taken have a longer name for a moment. */
function claims(home: string): string[] {
  try {
    return readdirSync(join(home, CLAIMS)).filter((name) => !name.includes("."));
  } catch {
    return [];
  }
}
