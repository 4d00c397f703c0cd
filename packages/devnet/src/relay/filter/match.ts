import type { NostrEvent } from "../event/event.ts";
import { indexedTags } from "../event/tags.ts";
import type { Filter, TagCondition } from "./filter.ts";

/** An event with its searchable tags, prepared once and matched against many filters. */
export interface MatchableEvent {
  event: NostrEvent;
  tags: readonly (readonly [name: string, value: string])[];
}

export function matchable(event: NostrEvent): MatchableEvent {
  return { event, tags: indexedTags(event) };
}

/** Whether a filter selects the event; `limit` counts only for stored events (NIP-01). */
export function matches(filter: Filter, { event, tags }: MatchableEvent): boolean {
  if (filter.matchesNothing) return false;
  if (filter.kinds && !filter.kinds.has(event.kind)) return false;
  if (filter.authors && !filter.authors.has(event.pubkey)) return false;
  if (filter.ids && !filter.ids.has(event.id)) return false;
  if (filter.since !== undefined && event.created_at < filter.since) return false;
  if (filter.until !== undefined && event.created_at > filter.until) return false;
  return filter.tags.every((condition) => hasTag(condition, tags));
}

function hasTag({ name, values, all }: TagCondition, tags: MatchableEvent["tags"]): boolean {
  if (!all) return tags.some(([tag, value]) => tag === name && values.has(value));
  return [...values].every((wanted) => tags.some(([tag, value]) => tag === name && value === wanted));
}
