import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "@unicity-sphere/devnet/protocol";
import { type ShardConf, shardConf } from "../genesis/shard-conf.ts";
import { shardKey } from "./round-store.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS configuration (key TEXT PRIMARY KEY, conf TEXT NOT NULL) STRICT;";

/** `orchestration.db`: the shard configurations that were uploaded, one for each shard and epoch. */
export class ConfigurationStore {
  readonly #database: DatabaseSync;

  /** @throws DevnetError as `openDatabase` */
  constructor(file: string) {
    this.#database = openDatabase({ file }, SCHEMA);
  }

  /** Keeps a configuration; one of the same epoch is replaced. */
  put(conf: ShardConf): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO configuration (key, conf) VALUES (?, ?)")
      .run(`${shardKey(conf)}/${conf.epoch}`, JSON.stringify(conf));
  }

  all(): ShardConf[] {
    const rows = this.#database.prepare("SELECT conf FROM configuration ORDER BY key").all();
    return rows.map(({ conf }) => shardConf.parse(JSON.parse(conf as string)));
  }

  close(): void {
    this.#database.close();
  }
}
