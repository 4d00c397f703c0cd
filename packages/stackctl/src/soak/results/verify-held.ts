import { StepFailed } from "./failures.ts";
import { within } from "./within.ts";

/** Longest time for one wallet, ms: its tokens are looked up three at a time, and sphere-sdk limits none of them. */
const WALLET_TIMEOUT = 60_000;

const STEP = "verify what is held";

/** A token that a wallet shows as its own, of which the aggregator has certified that it was handed on or burnt. */
export interface SpentToken {
  /** Index and name of the wallet. */
  wallet: number;
  name: string;
  /** Id of the token, 64 hex. */
  token: string;
  /** Base units. */
  amount: bigint;
}

/** What the aggregator says about the tokens of a wallet. */
export interface HeldVerdict {
  /** Confirmed tokens whose state is certified as spent: ids, 64 hex, and base units. */
  spent: { id: string; amount: bigint }[];
  /** Why it did not judge a token, one for each that it did not. */
  errors: string[];
}

/** A wallet that can ask the aggregator about what it holds. */
export interface Holder {
  readonly index: number;
  readonly name: string;
  /** Has every confirmed token judged. @throws any error when nothing could be asked */
  judgeHeld(): Promise<HeldVerdict>;
}

/** How long, and who is told of what was not found out. */
export interface Verification {
  /** The reader does not want to wait. */
  signal: AbortSignal;
  /** Longest time for one wallet, ms; default 60,000. */
  walletMs?: number;
  /** Is told of each token that was not judged; without a wallet, once of all wallets that were not asked any more. */
  unverified(wallet: number | null, start: number, error: StepFailed): void;
}

/**
 * Asks the aggregator about every token that is held: sphere-sdk 0.6.14 takes a token back as confirmed when `send`
 * fails, also after it was certified as spent. One wallet after the other, so that the aggregator is not flooded. After
 * one that got no answer in time, no other is asked.
 */
export async function findSpent(
  wallets: readonly Holder[],
  { signal, walletMs = WALLET_TIMEOUT, unverified }: Verification,
): Promise<SpentToken[]> {
  const found: SpentToken[] = [];
  for (const [asked, wallet] of wallets.entries()) {
    const { index, name } = wallet;
    const start = performance.now();
    const note = (error: unknown) => unverified(index, start, new StepFailed(STEP, ["aggregator"], error));
    try {
      const verdict = signal.aborted ? undefined : await within(wallet.judgeHeld(), { ms: walletMs, signal });
      if (!verdict) {
        const why = signal.aborted ? "the soak was ended" : `${name} got no answer in ${walletMs} ms`;
        const what = `The tokens of ${wallets.length - asked} of ${wallets.length} wallets were not looked up: ${why}.`;
        unverified(null, start, new StepFailed(STEP, [], what));
        break;
      }
      for (const error of verdict.errors) note(error);
      found.push(...verdict.spent.map(({ id, amount }) => ({ wallet: index, name, token: id, amount })));
    } catch (error) {
      note(error);
    }
  }
  return found;
}
