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

/** A wallet that can ask the aggregator about what it holds. */
export interface Holder {
  readonly index: number;
  readonly name: string;
  /** Confirmed tokens whose state is certified as spent. @throws any error when the aggregator does not say */
  spent(): Promise<{ id: string; amount: bigint }[]>;
}

/**
 * Asks the aggregator about every token that is held: sphere-sdk 0.6.14 takes a token back as confirmed when `send`
 * fails, also after it was certified as spent. One wallet after the other, so that the aggregator is not flooded.
 *
 * @param unverified is told of each wallet whose tokens the aggregator did not judge
 */
export async function findSpent(
  wallets: readonly Holder[],
  unverified: (wallet: number, start: number, error: StepFailed) => void,
): Promise<SpentToken[]> {
  const found: SpentToken[] = [];
  for (const wallet of wallets) {
    const start = performance.now();
    const { index, name } = wallet;
    try {
      const spent = await wallet.spent();
      found.push(...spent.map(({ id, amount }) => ({ wallet: index, name, token: id, amount })));
    } catch (error) {
      unverified(index, start, new StepFailed("verify what is held", ["aggregator"], error));
    }
  }
  return found;
}
