import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../database-error.ts";
import type { Document, Filter, FindOptions } from "../documents.ts";
import { duplicateKey, violatedIndex } from "./duplicate-key.ts";
import { fieldText, fieldValue } from "./fields.ts";
import { orderBy, where } from "./query.ts";

/** Most bytes of one document, MongoDB's maxBsonObjectSize; here of its JSON. */
const DOCUMENT_BYTES = 16 * 1024 * 1024;
/** A find is answered in parts of about this size. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** A table of documents. It is made by the first write. */
export class Collection {
  readonly #database: DatabaseSync;
  /** `<database>.<collection>`: name of the table and beginning of the names of its indexes. */
  readonly namespace: string;

  constructor(database: DatabaseSync, namespace: string) {
    this.#database = database;
    this.namespace = namespace;
  }

  exists(): boolean {
    return (
      this.#get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", this.namespace) !== undefined
    );
  }

  create(): void {
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS "${this.namespace}" (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
       CREATE UNIQUE INDEX IF NOT EXISTS "${this.namespace}.$_id_" ON "${this.namespace}" (${fieldText("_id")})`,
    );
  }

  /** @param skip documents of earlier answers. @returns `more` when there are further ones */
  find(
    filter: Filter,
    { sort, limit = 0 }: FindOptions,
    skip: number,
  ): { documents: Document[]; more: boolean } {
    if (!this.exists()) return { documents: [], more: false };
    const { sql, parameters } = where(filter);
    const left = limit === 0 ? -1 : Math.max(0, limit - skip);
    const rows = this.#database
      .prepare(`SELECT body FROM "${this.namespace}" ${sql} ${orderBy(sort)} LIMIT ? OFFSET ?`)
      .iterate(...parameters, left, skip);
    const documents: Document[] = [];
    let bytes = 0;
    for (const row of rows) {
      if (bytes > BATCH_BYTES) return { documents, more: true };
      const body = row.body as string;
      bytes += body.length;
      documents.push(JSON.parse(body));
    }
    return { documents, more: false };
  }

  count(filter: Filter): number {
    if (!this.exists()) return 0;
    const { sql, parameters } = where(filter);
    const row = this.#get(`SELECT count(*) AS total FROM "${this.namespace}" ${sql}`, ...parameters);
    return Number(row?.total);
  }

  /** @throws DatabaseError `DuplicateKey`, `BSONObjectTooLarge` */
  insert(document: Document): void {
    const stored = { _id: randomBytes(12).toString("hex"), ...document };
    this.#write(stored, `INSERT INTO "${this.namespace}" (body) VALUES (?)`, textOf(stored));
  }

  /** Replaces the first document that matches. @returns documents written */
  replace(filter: Filter, document: Document, upsert: boolean): number {
    const { sql, parameters } = where(filter);
    const first = this.#get(
      `SELECT seq, body FROM "${this.namespace}" ${sql} ORDER BY seq LIMIT 1`,
      ...parameters,
    );
    if (!first) {
      if (!upsert) return 0;
      const { _id } = filter;
      this.insert(typeof _id === "object" || _id === undefined ? document : { _id, ...document });
      return 1;
    }
    const { _id = null } = JSON.parse(first.body as string) as Document;
    const stored = { _id, ...document };
    if (JSON.stringify(stored._id) !== JSON.stringify(_id))
      throw new DatabaseError(
        "ImmutableField",
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${JSON.stringify(stored._id)}`,
      );
    this.#write(
      stored,
      `UPDATE "${this.namespace}" SET body = ? WHERE seq = ?`,
      textOf(stored),
      first.seq as number,
    );
    return 1;
  }

  /** @returns documents removed */
  remove(filter: Filter): number {
    if (!this.exists()) return 0;
    const { sql, parameters } = where(filter);
    return Number(
      this.#database.prepare(`DELETE FROM "${this.namespace}" ${sql}`).run(...parameters).changes,
    );
  }

  drop(): void {
    this.#database.exec(`DROP TABLE IF EXISTS "${this.namespace}"`);
  }

  /** An index for equality, and one that sorts by its first field. @throws DatabaseError `IndexKeySpecsConflict` */
  createIndex(name: string, fields: readonly string[], unique: boolean): void {
    const index = `${this.namespace}.$${name}`;
    const found = this.#get(
      `SELECT "unique" AS is_unique FROM pragma_index_list(?) WHERE name = ?`,
      this.namespace,
      index,
    );
    if (found && (found.is_unique === 1) !== unique)
      throw new DatabaseError(
        "IndexKeySpecsConflict",
        `An existing index has the same name as the requested index. Requested index: ${name}`,
      );
    const [first = ""] = fields;
    try {
      this.#database.exec(
        `CREATE ${unique ? "UNIQUE" : ""} INDEX IF NOT EXISTS "${index}" ON "${this.namespace}" (${fields.map(fieldText).join(", ")});
         CREATE INDEX IF NOT EXISTS "${this.namespace}.order$${first}" ON "${this.namespace}" (${fieldValue(first)})`,
      );
    } catch (error) {
      if (violatedIndex(error)) throw duplicateKey(this.namespace, name, [], {});
      throw error;
    }
  }

  #get(sql: string, ...parameters: (string | number)[]) {
    return this.#database.prepare(sql).get(...parameters);
  }

  #write(document: Document, sql: string, ...parameters: (string | number)[]): void {
    try {
      this.#database.prepare(sql).run(...parameters);
    } catch (error) {
      const index = violatedIndex(error)?.slice(`${this.namespace}.$`.length);
      if (index === undefined) throw error;
      throw duplicateKey(this.namespace, index, fieldsOf(index), document);
    }
  }
}

/** Fields of an index by its name. */
function fieldsOf(index: string): string[] {
  return index === "_id_" ? ["_id"] : index.split(/_-?1(?:_|$)/).filter((field) => field !== "");
}

function textOf(document: Document): string {
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > DOCUMENT_BYTES)
    throw new DatabaseError("BSONObjectTooLarge", `object to insert too large. max size: ${DOCUMENT_BYTES}`);
  return text;
}
