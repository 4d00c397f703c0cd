import type { Filter } from "../filter/filter.ts";
import { type MatchableEvent, matches } from "../filter/match.ts";

/** One open REQ of a connection. */
export interface Subscription {
  id: string;
  filters: readonly Filter[];
  /** New events that wait until the stored ones and EOSE are sent; undefined from then on. */
  waiting: string[] | undefined;
  /** Characters in `waiting`. */
  waitingSize: number;
}

/** Whether any filter selects the event. */
export function isInterested(subscription: Subscription, event: MatchableEvent): boolean {
  return subscription.filters.some((filter) => matches(filter, event));
}
