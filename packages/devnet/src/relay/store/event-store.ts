import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase, type StorageLocation } from "../../storage/sqlite.ts";
import { TableCopies } from "../../storage/table-copies.ts";
import type { NostrEvent } from "../event/event.ts";
import type { Filter } from "../filter/filter.ts";
import { storedQuery } from "../filter/query.ts";
import { EventWriter, type Saved } from "./event-writer.ts";
import { SCHEMA } from "./schema.ts";
import { StatementCache } from "./statement-cache.ts";

/** What became of an event: see {@link Saved}; `failed` when the database refused it (disk full, …). */
export type SaveResult = Saved | "failed";

/** The relay's events in SQLite. Every method is synchronous: what `saveAll` returned, `find` sees. */
export class EventStore {
  /** Copies of all events. */
  readonly copies: TableCopies;
  readonly #database: DatabaseSync;
  readonly #writer: EventWriter;
  readonly #queries: StatementCache;
  readonly #json: StatementSync;
  readonly #mostPerFilter: number;

  /**
   * @param mostPerFilter rows for one filter
   * @throws DevnetError as `openDatabase`
   */
  constructor(location: StorageLocation, mostPerFilter: number) {
    this.#database = openDatabase(location, SCHEMA);
    this.copies = new TableCopies(this.#database);
    this.#writer = new EventWriter(this.#database);
    this.#queries = new StatementCache(this.#database);
    this.#json = this.#database.prepare("SELECT json FROM event WHERE seq = ? AND hidden = 0");
    this.#mostPerFilter = mostPerFilter;
  }

  /**
   * Stores events in one transaction, in order; when that fails, each in its own, so that one bad event does not take
   * the others with it. The result survives `kill -9`.
   */
  saveAll(events: readonly NostrEvent[]): SaveResult[] {
    try {
      return this.#transaction(() => events.map((event) => this.#writer.save(event)));
    } catch {
      return events.map((event) => {
        try {
          return this.#transaction(() => this.#writer.save(event));
        } catch {
          return "failed";
        }
      });
    }
  }

  /** Rows that any of the filters selects, each once, filter by filter; `now` in unix seconds. */
  find(filters: readonly Filter[], now: number): number[] {
    const rows = new Set<number>();
    for (const filter of filters) {
      if (filter.limit === 0 || filter.matchesNothing) continue;
      const { sql, parameters } = storedQuery(filter, now, this.#mostPerFilter);
      for (const row of this.#queries.get(sql).all(...parameters)) rows.add(row.seq as number);
    }
    return [...rows];
  }

  /** JSON of a row of {@link find}; undefined when it was replaced, deleted or expired since. */
  json(seq: number): string | undefined {
    return this.#json.get(seq)?.json as string | undefined;
  }

  /** Number of events that are stored and not deleted. @throws when the database cannot be read */
  count(): number {
    return this.#queries.get("SELECT count(*) AS total FROM event WHERE hidden = 0").get()?.total as number;
  }

  /** Throws when the database cannot be read. */
  ping(): void {
    this.#queries.get("SELECT seq FROM event LIMIT 1").get();
  }

  /** Removes events that expired until `now` (unix seconds). @returns how many */
  removeExpired(now: number): number {
    return this.#transaction(() => this.#writer.removeExpired(now));
  }

  close(): void {
    this.#database.close();
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
