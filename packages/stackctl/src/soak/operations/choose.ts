import type { Random } from "../random.ts";
import type { OperationName } from "../results/samples.ts";
import type { HeldToken } from "../wallets/wallet.ts";

/** With as many tokens a wallet gives one back before it does anything else with tokens. */
const MOST_TOKENS = 6;

/**
 * A token of this size goes back to the faucet, characters: it carries its whole history, and relays refuse events that
 * are larger than 256 KiB.
 */
const LARGEST_TOKEN = 60_000;

/** What a wallet does next. */
export type Choice =
  | { operation: Extract<OperationName, "mint" | "transfer" | "message"> }
  | { operation: "give back"; token: HeldToken };

/** What each wallet begins with, so that a short soak has seen everything, too. */
const BEGIN = ["mint", "message", "transfer"] as const;

/**
 * Chooses by what the wallet holds: half of all operations move tokens, a third are messages.
 *
 * @param done operations of this wallet so far
 */
export function choose(tokens: readonly HeldToken[], done: number, random: Random): Choice {
  const begin = BEGIN[done];
  if (begin && (begin !== "transfer" || tokens.length > 0)) return { operation: begin };
  if (random.next() < 0.35) return { operation: "message" };
  const worn = tokens.find(({ size }) => size >= LARGEST_TOKEN);
  if (worn) return { operation: "give back", token: worn };
  if (tokens.length >= MOST_TOKENS) return { operation: "give back", token: random.pick(tokens) };
  if (tokens.length === 0 || random.next() < 0.3) return { operation: "mint" };
  return { operation: "transfer" };
}
