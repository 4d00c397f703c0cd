import { StepFailed } from "./failures.ts";

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

/**
 * Asks the aggregator about every token that is held: sphere-sdk 0.6.14 takes a token back as confirmed when `send`
 * fails, also after it was certified as spent. One wallet after the other, so that the aggregator is not flooded.
 *
 * @param unverified is told of each token that the aggregator did not judge
 */
export async function findSpent(
  wallets: readonly Holder[],
  unverified: (wallet: number, start: number, error: StepFailed) => void,
): Promise<SpentToken[]> {
  const found: SpentToken[] = [];
  for (const wallet of wallets) {
    const start = performance.now();
    const { index, name } = wallet;
    const note = (error: unknown) =>
      unverified(index, start, new StepFailed("verify what is held", ["aggregator"], error));
    try {
      const { spent, errors } = await wallet.judgeHeld();
      errors.forEach(note);
      found.push(...spent.map(({ id, amount }) => ({ wallet: index, name, token: id, amount })));
    } catch (error) {
      note(error);
    }
  }
  return found;
}
