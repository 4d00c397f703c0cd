import type { DatabaseSync } from "node:sqlite";
import { openDatabase, parseTrustBase, type TrustBase } from "@unicity-sphere/devnet/protocol";

const SCHEMA =
  "CREATE TABLE IF NOT EXISTS trust_base (epoch INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;";

/** `trustbase.db`: the trust base of each epoch. The first one that is stored for an epoch stays. */
export class TrustBaseStore {
  readonly #database: DatabaseSync;

  /** @throws DevnetError as `openDatabase` */
  constructor(file: string) {
    this.#database = openDatabase({ file }, SCHEMA);
  }

  /** @returns the one that is kept: an entry of the same epoch is never replaced */
  add(trustBase: TrustBase): TrustBase {
    this.#database
      .prepare("INSERT INTO trust_base (epoch, document) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(trustBase.epoch, JSON.stringify(trustBase));
    return this.get(trustBase.epoch) as TrustBase;
  }

  get(epoch: number): TrustBase | undefined {
    const row = this.#database.prepare("SELECT document FROM trust_base WHERE epoch = ?").get(epoch);
    return row && parseTrustBase(row.document as string);
  }

  close(): void {
    this.#database.close();
  }
}
