import type { Documents } from "./documents.ts";
import { Database } from "./driver/database.ts";
import { selectServer } from "./driver/select-server.ts";
import { parseUri } from "./driver/uri.ts";

export { type CodeName, DatabaseError } from "./database-error.ts";
export type {
  Document,
  Documents,
  Filter,
  FindOptions,
  Hello,
  Operation,
  Range,
  ReplaceOptions,
  Value,
  Written,
} from "./documents.ts";

/** Time-outs of a driver, in ms. */
export interface ConnectOptions {
  /** For one TCP connection. */
  readonly connectTimeoutMs: number;
  /** For finding a server that fits the URI, also after a connection broke. */
  readonly selectionTimeoutMs: number;
  /** For the answer to one request; default 30 s. */
  readonly socketTimeoutMs?: number;
}

/**
 * Connects to the mongo double as MongoDB's drivers do: with `directConnection=true` to the host of the URI whatever its
 * state, else to the primary, by the member name that is stored in the set. `replicaSet` has to be the set's name.
 *
 * @param uri `mongodb://host:27017/db?replicaSet=rs0&directConnection=true`; several hosts are separated by commas
 * @throws DatabaseError `BadValue` for the URI, `ServerSelection` when no server fits in time
 */
export async function connectDocuments(uri: string, options: ConnectOptions): Promise<Documents> {
  const target = parseUri(uri);
  const { socketTimeoutMs = 30_000 } = options;
  const select = () => selectServer(target, options);
  return new Database({ name: target.database, socketTimeoutMs, select }, await select());
}
