import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "@unicity-sphere/devnet/protocol";
import { type ShardConf, shardConf } from "../genesis/shard-conf.ts";

/** The state of an active shard. */
export interface ActiveShard {
  /** The configuration with which it became active: later uploads do not change it. */
  readonly conf: ShardConf;
  /** Its latest certificate; null before the first. */
  readonly certificate: Uint8Array | null;
}

/** What a root round leaves: new certificates, by {@link shardKey}. */
export interface RootRound {
  readonly number: number;
  /** Unix time, s. */
  readonly timestamp: number;
  /** Hash that the last seal signed; null before the first. */
  readonly seal: Uint8Array | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS round (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL,
    timestamp INTEGER NOT NULL, seal BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS shard (key TEXT PRIMARY KEY, conf TEXT NOT NULL, certificate BLOB) STRICT;
`;

/** Names a shard in the tables. */
export function shardKey(shard: { partitionId: number; shardId: string }): string {
  return `${shard.partitionId}/${shard.shardId}`;
}

/** `rootchain.db`: the round and the active shards. What was committed survives `kill -9`. */
export class RoundStore {
  readonly #database: DatabaseSync;

  /** @throws DevnetError as `openDatabase` */
  constructor(file: string) {
    this.#database = openDatabase({ file }, SCHEMA);
  }

  latest(): RootRound {
    const row = this.#database.prepare("SELECT number, timestamp, seal FROM round").get();
    return (row as RootRound | undefined) ?? { number: 0, timestamp: 0, seal: null };
  }

  shard(key: string): ActiveShard | undefined {
    const row = this.#database.prepare("SELECT conf, certificate FROM shard WHERE key = ?").get(key);
    if (!row) return undefined;
    const conf = shardConf.parse(JSON.parse(row.conf as string));
    return { conf, certificate: row.certificate as Uint8Array | null };
  }

  activate(key: string, conf: ShardConf): void {
    this.#database
      .prepare("INSERT INTO shard (key, conf) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(key, JSON.stringify(conf));
  }

  /** Commits a round with its certificates, all or nothing. */
  commit(round: RootRound, certificates: ReadonlyMap<string, Uint8Array>): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#database
        .prepare("INSERT OR REPLACE INTO round (id, number, timestamp, seal) VALUES (1, ?, ?, ?)")
        .run(round.number, round.timestamp, round.seal);
      for (const [key, certificate] of certificates)
        this.#database.prepare("UPDATE shard SET certificate = ? WHERE key = ?").run(certificate, key);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}
