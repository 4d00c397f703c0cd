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
}

/** Compares what wallets hold with what they have to. Only confirmed tokens count: nobody can spend others. */
export function reconcile(expected: readonly bigint[], balances: readonly Balance[]): Reconciliation {
  const rows = balances.map(({ confirmed, total }, wallet): AccountRow => {
    const wanted = expected[wallet] ?? 0n;
    // Unconfirmed tokens beyond what is due are as wrong as confirmed ones.
    const held = confirmed < wanted ? confirmed : total;
    return { wallet, confirmed, total, expected: wanted, difference: held - wanted };
  });
  const sum = (sign: 1n | -1n) =>
    rows.reduce((total, { difference }) => (difference * sign > 0n ? total + difference * sign : total), 0n);
  return { rows, lost: sum(-1n), surplus: sum(1n) };
}

/** Whether every wallet holds exactly what it has to, all of it confirmed. */
export function isSettled({ lost, surplus }: Reconciliation): boolean {
  return lost === 0n && surplus === 0n;
}
