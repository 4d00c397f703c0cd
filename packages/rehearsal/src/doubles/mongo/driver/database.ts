import { DatabaseError } from "../database-error.ts";
import type { Document, Documents, Filter, FindOptions, Hello, Written } from "../documents.ts";
import type { Connection, Fields } from "./connection.ts";

export interface DatabaseOptions {
  readonly name: string;
  readonly socketTimeoutMs: number;
  select(): Promise<Connection>;
}

/** A database behind a connection that is made anew when it broke. */
export class Database implements Documents {
  readonly #options: DatabaseOptions;
  #connection: Connection | undefined;
  #selecting: Promise<Connection> | undefined;
  #closed = false;

  constructor(options: DatabaseOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
  }

  async hello(): Promise<Hello> {
    return (await this.#read({ op: "hello" })) as unknown as Hello;
  }

  async find(collection: string, filter: Filter = {}, options: FindOptions = {}): Promise<Document[]> {
    const found: Document[] = [];
    for (;;) {
      const request = { op: "find", db: this.#options.name, collection, filter, ...options };
      const { documents, more } = await this.#read({ ...request, skip: found.length });
      for (const document of documents as Document[]) found.push(document);
      if (more !== true) return found;
    }
  }

  async count(collection: string, filter: Filter = {}): Promise<number> {
    const { count } = await this.#read({ op: "count", db: this.#options.name, collection, filter });
    return count as number;
  }

  async insert(collection: string, documents: readonly Document[]): Promise<Written> {
    return this.#write({ op: "insert", collection, documents });
  }

  async replace(
    collection: string,
    filter: Filter,
    document: Document,
    { upsert = false }: { upsert?: boolean } = {},
  ): Promise<Written> {
    return this.#write({ op: "replace", collection, filter, document, upsert });
  }

  async remove(collection: string, filter: Filter): Promise<Written> {
    return this.#write({ op: "remove", collection, filter });
  }

  async createIndex(
    collection: string,
    keys: Readonly<Record<string, 1 | -1>>,
    { unique = false }: { unique?: boolean } = {},
  ): Promise<void> {
    await this.#write({ op: "createIndex", collection, keys, unique });
  }

  async transaction(operations: Parameters<Documents["transaction"]>[0]): Promise<Written> {
    return this.#write({ op: "transaction", operations });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#connection?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #read(request: Fields): Promise<Fields> {
    try {
      return await this.#request(request);
    } catch (error) {
      if (this.#closed || !(error instanceof DatabaseError) || error.codeName !== "Network") throw error;
      return this.#request(request);
    }
  }

  async #write(request: Fields): Promise<Written> {
    const { count } = await this.#request({ ...request, db: this.#options.name });
    return { count: Number(count ?? 0) };
  }

  async #request(request: Fields): Promise<Fields> {
    const connection = await this.#connected();
    try {
      return await connection.request(request, this.#options.socketTimeoutMs);
    } catch (error) {
      // Another server may be the primary now.
      if (error instanceof DatabaseError && error.codeName === "NotWritablePrimary") connection.close();
      throw error;
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#closed) throw new DatabaseError("Network", "the client is closed");
    if (this.#connection && !this.#connection.closed) return this.#connection;
    this.#selecting ??= this.#options.select().finally(() => {
      this.#selecting = undefined;
    });
    this.#connection = await this.#selecting;
    if (this.#closed) this.#connection.close();
    return this.#connection;
  }
}
