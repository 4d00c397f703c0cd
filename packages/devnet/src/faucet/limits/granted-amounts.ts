import type { DatabaseSync } from "node:sqlite";

const HOUR_MS = 3_600_000;
/** The amounts of this many clock hours, the running one included, count together. */
const HOURS = 24;

export const GRANTED_SCHEMA = `
CREATE TABLE IF NOT EXISTS granted (
  nostr_pubkey TEXT NOT NULL, coin_id TEXT NOT NULL, hour INTEGER NOT NULL, amount TEXT NOT NULL,
  PRIMARY KEY (nostr_pubkey, coin_id, hour)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS granted_hour ON granted(hour);
`;

/** An amount and the moment (ms since 1970) from which it no longer counts. */
export interface Granted {
  amount: bigint;
  until: number;
}

/** What each recipient was granted of each coin in the last 24 hours, summed by clock hour; survives a restart. */
export class GrantedAmounts {
  readonly #database: DatabaseSync;
  #tidiedHour = 0;

  /** @param database has {@link GRANTED_SCHEMA} */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** What still counts, oldest first: at most one entry per hour. @param now ms since 1970 */
  of(nostrPubkey: string, coinId: string, now: number): Granted[] {
    const rows = this.#database
      .prepare(
        "SELECT hour, amount FROM granted WHERE nostr_pubkey = ? AND coin_id = ? AND hour > ? ORDER BY hour",
      )
      .all(nostrPubkey, coinId, hourOf(now) - HOURS) as { hour: number; amount: string }[];
    return rows.map(({ hour, amount }) => ({ amount: BigInt(amount), until: (hour + HOURS) * HOUR_MS }));
  }

  /** @param now ms since 1970 */
  add(nostrPubkey: string, coinId: string, amount: bigint, now: number): void {
    const hour = hourOf(now);
    const key = [nostrPubkey, coinId, hour] as const;
    const row = this.#database
      .prepare("SELECT amount FROM granted WHERE nostr_pubkey = ? AND coin_id = ? AND hour = ?")
      .get(...key) as { amount: string } | undefined;
    this.#database
      .prepare("INSERT OR REPLACE INTO granted VALUES (?, ?, ?, ?)")
      .run(...key, (BigInt(row?.amount ?? 0) + amount).toString());
    this.#tidy(hour);
  }

  #tidy(hour: number): void {
    if (hour === this.#tidiedHour) return;
    this.#database.prepare("DELETE FROM granted WHERE hour <= ?").run(hour - HOURS);
    this.#tidiedHour = hour;
  }
}

function hourOf(now: number): number {
  return Math.floor(now / HOUR_MS);
}
