/** What a field may hold: a value of JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [field: string]: Value };

/** A document; without an `_id` it gets one when it is stored. */
export type Document = { readonly [field: string]: Value };

/** Bounds of a field, all of which have to hold. Numbers are compared with numbers, texts with texts. */
export interface Range {
  readonly $gt?: string | number;
  readonly $gte?: string | number;
  readonly $lt?: string | number;
  readonly $lte?: string | number;
}

/** Field (dots lead into nested documents) to the value it has, or to its bounds. A missing field equals `null`. */
export type Filter = { readonly [field: string]: string | number | boolean | null | Range };

export interface FindOptions {
  /** Field to 1 (ascending) or -1, most significant first. Without it: in the order of insertion. */
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  /** Most documents; 0 or none: all. */
  readonly limit?: number;
}

export interface ReplaceOptions {
  /** Inserts the document when none matches. */
  readonly upsert?: boolean;
}

/** One write of a transaction. */
export type Operation =
  | { readonly op: "insert"; readonly collection: string; readonly documents: readonly Document[] }
  | {
      readonly op: "replace";
      readonly collection: string;
      readonly filter: Filter;
      readonly document: Document;
      readonly upsert?: boolean;
    }
  | { readonly op: "remove"; readonly collection: string; readonly filter: Filter };

/** Answer of MongoDB's `hello`. `setName`, `hosts`, `me` and `primary` are missing where they are unknown. */
export interface Hello {
  readonly isWritablePrimary: boolean;
  readonly secondary?: boolean;
  readonly setName?: string;
  readonly hosts?: readonly string[];
  readonly me?: string;
  readonly primary?: string;
  readonly isreplicaset?: boolean;
  readonly info?: string;
}

/** Documents written by one call. */
export interface Written {
  /** Inserted, replaced or removed. */
  readonly count: number;
}

/**
 * A database of the mongo double, as a driver shows it. Every method rejects with {@link DatabaseError}; a connection that
 * broke is made anew by the next call, within the time of server selection. Reads are tried twice, writes once.
 */
export interface Documents extends AsyncDisposable {
  hello(): Promise<Hello>;
  find(collection: string, filter?: Filter, options?: FindOptions): Promise<Document[]>;
  count(collection: string, filter?: Filter): Promise<number>;
  /** In order, up to the first that is refused: those before it stay, as in MongoDB. In a transaction: all or none. */
  insert(collection: string, documents: readonly Document[]): Promise<Written>;
  /** Replaces the first document that matches; it keeps its `_id`. */
  replace(collection: string, filter: Filter, document: Document, options?: ReplaceOptions): Promise<Written>;
  /** Removes every document that matches. */
  remove(collection: string, filter: Filter): Promise<Written>;
  /** Makes an index unless there is one of these fields; with `unique` a missing field counts as `null`. */
  createIndex(
    collection: string,
    keys: Readonly<Record<string, 1 | -1>>,
    options?: { readonly unique?: boolean },
  ): Promise<void>;
  /** All or nothing. Needs a replica set, as in MongoDB. */
  transaction(operations: readonly Operation[]): Promise<Written>;
  close(): Promise<void>;
}
