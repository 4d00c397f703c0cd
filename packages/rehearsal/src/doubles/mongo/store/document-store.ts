import type { DatabaseSync } from "node:sqlite";
import type { Document, Filter, FindOptions, Operation } from "../documents.ts";
import { Collection } from "./collection.ts";
import { indexName } from "./duplicate-key.ts";

/**
 * Databases of documents in one SQLite file. What a method returned survives `kill -9`; one that throws changed
 * nothing, but for {@link insert}.
 */
export class DocumentStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(db: string, collection: string, filter: Filter, options: FindOptions = {}, skip = 0) {
    return this.#collection(db, collection).find(filter, options, skip);
  }

  count(db: string, collection: string, filter: Filter = {}): number {
    return this.#collection(db, collection).count(filter);
  }

  /** Stores the documents up to the first that is refused. @throws DatabaseError the refusal */
  insert(db: string, collection: string, documents: readonly Document[]): number {
    const refused = this.#transaction(() => {
      const target = this.#created(db, collection);
      for (const document of documents) {
        try {
          target.insert(document);
        } catch (error) {
          return { error };
        }
      }
      return undefined;
    });
    if (refused) throw refused.error;
    return documents.length;
  }

  /** @returns documents written */
  replace(db: string, collection: string, filter: Filter, document: Document, upsert = false): number {
    return this.#transaction(() => this.#created(db, collection).replace(filter, document, upsert));
  }

  /** @returns documents removed */
  remove(db: string, collection: string, filter: Filter): number {
    return this.#collection(db, collection).remove(filter);
  }

  /** All of the operations or, when one is refused, none. @returns documents written */
  transaction(db: string, operations: readonly Operation[]): number {
    return this.#transaction(() => {
      let count = 0;
      for (const operation of operations) count += this.#apply(db, operation);
      return count;
    });
  }

  createIndex(db: string, collection: string, keys: Readonly<Record<string, 1 | -1>>, unique = false): void {
    this.#transaction(() =>
      this.#created(db, collection).createIndex(indexName(keys), Object.keys(keys), unique),
    );
  }

  /** @returns was there such a collection */
  drop(db: string, collection: string): boolean {
    const target = this.#collection(db, collection);
    const existed = target.exists();
    target.drop();
    return existed;
  }

  dropDatabase(db: string): void {
    const tables = this.#database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, ?) = ?")
      .all(db.length + 1, `${db}.`);
    this.#transaction(() => {
      for (const { name } of tables) new Collection(this.#database, String(name)).drop();
    });
  }

  #apply(db: string, operation: Operation): number {
    const target = this.#created(db, operation.collection);
    if (operation.op === "replace")
      return target.replace(operation.filter, operation.document, operation.upsert ?? false);
    if (operation.op === "remove") return target.remove(operation.filter);
    for (const document of operation.documents) target.insert(document);
    return operation.documents.length;
  }

  #collection(db: string, name: string): Collection {
    return new Collection(this.#database, `${db}.${name}`);
  }

  #created(db: string, name: string): Collection {
    const collection = this.#collection(db, name);
    collection.create();
    return collection;
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
