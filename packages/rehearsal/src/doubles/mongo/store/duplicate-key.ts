import { DatabaseError } from "../database-error.ts";
import type { Document, Value } from "../documents.ts";

/** Name of an index as MongoDB makes it, e.g. `number_1`. */
export function indexName(keys: Readonly<Record<string, number>>): string {
  return Object.entries(keys)
    .map(([field, direction]) => `${field}_${direction}`)
    .join("_");
}

/** The index whose uniqueness SQLite found violated; undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  return error instanceof Error
    ? /^UNIQUE constraint failed: index '(.+)'$/.exec(error.message)?.[1]
    : undefined;
}

/** E11000, in MongoDB's words. */
export function duplicateKey(
  namespace: string,
  index: string,
  fields: readonly string[],
  document: Document,
): DatabaseError {
  const values = fields.map((field) => `${field}: ${JSON.stringify(valueAt(document, field))}`).join(", ");
  return new DatabaseError(
    "DuplicateKey",
    `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: { ${values} }`,
  );
}

function valueAt(document: Document, field: string): Value {
  let value: Value = document;
  for (const part of field.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    value = (value as Document)[part] ?? null;
  }
  return value;
}
