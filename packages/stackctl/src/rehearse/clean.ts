import type { Docker } from "rehearsal";
import { UsageError } from "../errors.ts";
import { findRehearsals } from "./leftovers.ts";
import { isRehearsalId } from "./names.ts";
import { removeRehearsal } from "./remove.ts";

/** What cleaning did. */
export interface Cleaned {
  readonly removed: readonly { readonly id: string; readonly items: number }[];
  /** Still at work, and left alone. */
  readonly inUse: readonly string[];
}

/**
 * Removes rehearsals: those that are named, whoever runs them, or all that nobody runs any more.
 * @throws UsageError for a name that is no id; StackError `NOT_REMOVED`
 */
export async function cleanRehearsals(docker: Docker, ids: readonly string[]): Promise<Cleaned> {
  for (const id of ids) {
    if (!isRehearsalId(id))
      throw new UsageError(`"${id}" is no id of a rehearsal.`, "An id has 8 hex digits.");
  }
  const all = await findRehearsals(docker);
  const chosen =
    ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all.filter(({ alive }) => !alive);
  const removed: { id: string; items: number }[] = [];
  for (const { id } of chosen) removed.push({ id, items: await removeRehearsal(docker, id) });
  const inUse = all.filter(({ id, alive }) => alive && !chosen.some((one) => one.id === id));
  return { removed, inUse: inUse.map(({ id }) => id) };
}
