import type { Docker } from "rehearsal";
import { UsageError } from "../errors.ts";
import { type FoundRehearsal, findRehearsals } from "./leftovers.ts";
import { isRehearsalId } from "./names.ts";
import { type Belongings, belongingsOf, removeRehearsal } from "./remove.ts";

/** What cleaning would do. */
export interface CleanPlan {
  /** What would go, with the names of all that belongs to it. */
  readonly remove: readonly (Belongings & { readonly id: string })[];
  /** Still at work, and left alone. */
  readonly inUse: readonly string[];
}

/** What cleaning did. */
export interface Cleaned {
  readonly removed: readonly { readonly id: string; readonly items: number }[];
  /** Still at work, and left alone. */
  readonly inUse: readonly string[];
}

/**
 * What {@link cleanRehearsals} would remove; nothing is changed.
 * @throws UsageError for a name that is no id
 */
export async function planClean(docker: Docker, ids: readonly string[]): Promise<CleanPlan> {
  const { chosen, inUse } = await chooseRehearsals(docker, ids);
  const remove: CleanPlan["remove"][number][] = [];
  for (const id of chosen) remove.push({ id, ...(await belongingsOf(docker, id)) });
  return { remove, inUse };
}

/**
 * Removes rehearsals: those that are named, whoever runs them, or all that nobody runs any more.
 * @throws UsageError for a name that is no id; StackError `NOT_REMOVED`
 */
export async function cleanRehearsals(docker: Docker, ids: readonly string[]): Promise<Cleaned> {
  const { chosen, inUse } = await chooseRehearsals(docker, ids);
  const removed: { id: string; items: number }[] = [];
  for (const id of chosen) removed.push({ id, items: await removeRehearsal(docker, id) });
  return { removed, inUse };
}

async function chooseRehearsals(
  docker: Docker,
  ids: readonly string[],
): Promise<{ chosen: string[]; inUse: string[] }> {
  for (const id of ids) {
    if (!isRehearsalId(id))
      throw new UsageError(`"${id}" is no id of a rehearsal.`, "An id has 8 hex digits.");
  }
  const all = await findRehearsals(docker);
  const goes = ({ id, alive }: FoundRehearsal) => (ids.length > 0 ? ids.includes(id) : !alive);
  const inUse = all.filter((one) => one.alive && !goes(one));
  return { chosen: all.filter(goes).map(({ id }) => id), inUse: inUse.map(({ id }) => id) };
}
