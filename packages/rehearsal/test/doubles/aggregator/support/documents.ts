import { DatabaseSync } from "node:sqlite";
import { DatabaseError, type Documents, type Operation } from "../../../../src/doubles/mongo/client.ts";
import { DocumentStore } from "../../../../src/doubles/mongo/store/document-store.ts";

/** A database that lives as long as the test, and what goes wrong with it. */
export interface TestDatabase {
  /** A connection; closing it keeps the data. */
  connect(): Promise<Documents>;
  /** From now on a transaction that this finds ends with a network error: before it changed something, or after. */
  failAt(found: (operations: readonly Operation[]) => boolean, when?: "before" | "after"): void;
  /** Whether `hello` names a replica set. */
  replicaSet: boolean;
}

const DB = "aggregator";

export function testDatabase(): TestDatabase {
  const store = new DocumentStore(new DatabaseSync(":memory:"));
  let fails: (operations: readonly Operation[]) => boolean = () => false;
  let moment: "before" | "after" = "before";
  const written = async (count: number) => ({ count });
  const database: TestDatabase = {
    replicaSet: true,
    failAt: (found, when = "before") => {
      fails = found;
      moment = when;
    },
    connect: async () => ({
      hello: async () => ({ isWritablePrimary: true, ...(database.replicaSet && { setName: "rs0" }) }),
      find: async (collection, filter = {}, options = {}) =>
        store.find(DB, collection, filter, options).documents,
      count: async (collection, filter) => store.count(DB, collection, filter),
      insert: async (collection, documents) => written(store.insert(DB, collection, documents)),
      replace: async (collection, filter, document, { upsert = false } = {}) =>
        written(store.replace(DB, collection, filter, document, upsert)),
      remove: async (collection, filter) => written(store.remove(DB, collection, filter)),
      createIndex: async (collection, keys, { unique = false } = {}) =>
        store.createIndex(DB, collection, keys, unique),
      transaction: async (operations) => {
        const fail = fails(operations);
        const count = fail && moment === "before" ? 0 : store.transaction(DB, operations);
        if (fail) throw new DatabaseError("Network", "the connection broke");
        return { count };
      },
      close: async () => {},
      [Symbol.asyncDispose]: async () => {},
    }),
  };
  return database;
}
