import type { FindOptions, Operation } from "../documents.ts";
import type { ReplicaSet } from "../replica-set/replica-set.ts";
import type { DocumentStore } from "../store/document-store.ts";
import type { Request } from "../wire/requests.ts";

/** What requests are answered from. */
export interface Node {
  readonly set: ReplicaSet;
  readonly store: DocumentStore;
}

/** Does what a request asks for. @returns fields of the answer. @throws DatabaseError as MongoDB refuses it */
export async function answerRequest({ set, store }: Node, request: Request): Promise<object> {
  switch (request.op) {
    case "hello":
      return { ...set.hello() };
    case "ping":
      return {};
    case "replSetGetStatus":
      return set.status();
    case "replSetInitiate":
      await set.initiate(request.config);
      return {};
    case "find": {
      set.requireReadable();
      const { db, collection, filter, sort, limit, skip } = request;
      return store.find(db, collection, filter, { sort, limit } as FindOptions, skip);
    }
    case "count":
      set.requireReadable();
      return { count: store.count(request.db, request.collection, request.filter) };
    default:
      set.requireWritable();
      return write({ set, store }, request);
  }
}

type Write = Exclude<
  Request,
  { op: "hello" | "ping" | "replSetGetStatus" | "replSetInitiate" | "find" | "count" }
>;

function write({ set, store }: Node, request: Write): object {
  const { db } = request;
  switch (request.op) {
    case "insert":
      return { count: store.insert(db, request.collection, request.documents) };
    case "replace": {
      const { collection, filter, document, upsert } = request;
      return { count: store.replace(db, collection, filter, document, upsert) };
    }
    case "remove":
      return { count: store.remove(db, request.collection, request.filter) };
    case "transaction":
      set.requireTransactions();
      return { count: store.transaction(db, request.operations as Operation[]) };
    case "createIndex":
      store.createIndex(db, request.collection, request.keys, request.unique);
      return {};
    case "drop":
      return { dropped: store.drop(db, request.collection) };
    case "dropDatabase":
      store.dropDatabase(db);
      return { dropped: db };
  }
}
