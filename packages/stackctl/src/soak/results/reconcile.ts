import type { SpentToken } from "./verify-held.ts";

/** Base units that a wallet shows. */
export interface Balance {
  /** Proven, and free to be spent. */
  confirmed: bigint;
  /** With what is on its way. */
  total: bigint;
}

/** One wallet after a settled epoch; base units. */
export interface AccountRow extends Balance {
  wallet: number;
  expected: bigint;
  /** Part of what is confirmed that the aggregator has certified as spent: it is not held. */
  spent: bigint;
  /** What it holds too much; negative: what is lost. */
  difference: bigint;
}

/** All wallets of an epoch. */
export interface Reconciliation {
  rows: AccountRow[];
  /** Base units that wallets should hold and do not. */
  lost: bigint;
  /** Base units that wallets hold and should not. */
  surplus: bigint;
  /** Tokens that wallets show and nobody can send any more. */
  spentTokens: SpentToken[];
}

/**
 * Compares what wallets hold with what they have to. Only confirmed tokens that are not spent count: nobody can send
 * others.
 */
export function reconcile(
  expected: readonly bigint[],
  balances: readonly Balance[],
  spentTokens: readonly SpentToken[] = [],
): Reconciliation {
  const rows = balances.map(({ confirmed, total }, wallet): AccountRow => {
    const wanted = expected[wallet] ?? 0n;
    const spent = spentTokens.reduce(
      (all, token) => (token.wallet === wallet ? all + token.amount : all),
      0n,
    );
    // Unconfirmed tokens beyond what is due are as wrong as confirmed ones.
    const held = (confirmed - spent < wanted ? confirmed : total) - spent;
    return { wallet, confirmed, total, spent, expected: wanted, difference: held - wanted };
  });
  const sum = (sign: 1n | -1n) =>
    rows.reduce((total, { difference }) => (difference * sign > 0n ? total + difference * sign : total), 0n);
  return { rows, lost: sum(-1n), surplus: sum(1n), spentTokens: [...spentTokens] };
}

/** Whether every wallet holds exactly what it has to, all of it confirmed. */
export function isSettled({ lost, surplus }: Reconciliation): boolean {
  return lost === 0n && surplus === 0n;
}
