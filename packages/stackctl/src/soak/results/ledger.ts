/** Tokens that the faucet was asked for. */
export interface MintEntry {
  /** Id of the request: the faucet delivers the same one once. */
  id: string;
  wallet: number;
  /** Base units. */
  amount: bigint;
  /** `asked` until the faucet has said what became of it. */
  state: "asked" | "delivered" | "refused";
}

/** Tokens that a wallet was told to send. */
export interface TransferEntry {
  /** Memo of the transfer, by which the recipient knows it. */
  id: string;
  from: number;
  /** null is the faucet, which holds no account of what it gets back. */
  to: number | null;
  /** Base units. */
  amount: bigint;
  /** `failed` when the wallet said so; what has arrived all the same counts. */
  state: "sending" | "sent" | "failed";
}

/** Base units that were seen to arrive. */
export interface Seen {
  arrived(entry: TransferEntry): bigint;
  minted(entry: MintEntry): bigint;
}

/** What each wallet has to hold: what was minted for it and sent to it, without what it has sent. */
export class Ledger {
  readonly mints: MintEntry[] = [];
  readonly transfers: TransferEntry[] = [];

  mint(id: string, wallet: number, amount: bigint): MintEntry {
    const entry: MintEntry = { id, wallet, amount, state: "asked" };
    this.mints.push(entry);
    return entry;
  }

  transfer(id: string, from: number, to: number | null, amount: bigint): TransferEntry {
    const entry: TransferEntry = { id, from, to, amount, state: "sending" };
    this.transfers.push(entry);
    return entry;
  }

  /**
   * Base units that each wallet has to hold.
   *
   * @param seen base units of a transfer, or of a mint, that its recipient has got: they count where nobody has said
   *   what became of it
   */
  expected(wallets: number, { arrived, minted }: Seen): bigint[] {
    const held = Array.from({ length: wallets }, () => 0n);
    const add = (wallet: number | null, amount: bigint) => {
      if (wallet !== null) held[wallet] = (held[wallet] ?? 0n) + amount;
    };
    for (const entry of this.mints) {
      if (entry.state !== "refused")
        add(entry.wallet, entry.state === "delivered" ? entry.amount : minted(entry));
    }
    for (const entry of this.transfers) {
      const moved = entry.state === "sent" ? entry.amount : arrived(entry);
      add(entry.from, -moved);
      add(entry.to, moved);
    }
    return held;
  }

  /** Base units that the faucet has delivered, and that it got back. */
  totals(): { minted: bigint; givenBack: bigint } {
    const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
    const minted = this.mints.filter(({ state }) => state === "delivered");
    const back = this.transfers.filter(({ to, state }) => to === null && state === "sent");
    return {
      minted: sum(minted.map(({ amount }) => amount)),
      givenBack: sum(back.map(({ amount }) => amount)),
    };
  }
}
