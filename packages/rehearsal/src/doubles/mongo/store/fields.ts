import { DatabaseError } from "../database-error.ts";

const FIELD = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;

/** SQL of a field's JSON text, for equality and uniqueness: a missing field is `null`, as in MongoDB's indexes. */
export function fieldText(field: string): string {
  return `coalesce(body -> ${path(field)}, 'null')`;
}

/** SQL of a field's value, for order. */
export function fieldValue(field: string): string {
  return `(body ->> ${path(field)})`;
}

/** SQL of a field's JSON type. */
export function fieldType(field: string): string {
  return `json_type(body, ${path(field)})`;
}

/** The path is part of the statement, so only names that need no quoting are taken. */
function path(field: string): string {
  if (!FIELD.test(field))
    throw new DatabaseError(
      "BadValue",
      `the double takes field names of letters, digits and _ only: ${field}`,
    );
  return `'$${field
    .split(".")
    .map((part) => `."${part}"`)
    .join("")}'`;
}
