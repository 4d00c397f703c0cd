import { messageOf } from "../../errors.ts";
import type { Symptom } from "../faults/timeline.ts";

/** sphere-sdk finds nobody when the relay does not answer its query, and says no more than that. */
const UNANSWERED_QUERY = "INVALID_RECIPIENT";

const TIME_OUT = /time[d -]?out|within \d+ ms|aborted/i;
const DISCONNECTED =
  /not connected|no connected relays|failed to connect|disconnected|connection (was )?(closed|lost|refused|reset)|ECONN|socket hang up/i;

/** How an error of sphere-sdk, the faucet or a wait of soak's own looks, by its code and its words. */
export function symptomOf(error: unknown): Symptom {
  const text = messageOf(error);
  if ((error as { code?: unknown } | null)?.code === UNANSWERED_QUERY || TIME_OUT.test(text))
    return "time-out";
  return DISCONNECTED.test(text) ? "disconnected" : "other";
}
