import type { Filter, FindOptions, Range } from "../documents.ts";
import { fieldText, fieldType, fieldValue } from "./fields.ts";

/** Part of a statement and the values that it binds, in order. */
export interface Query {
  readonly sql: string;
  readonly parameters: (string | number)[];
}

const COMPARISONS = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" } as const;

/** `WHERE` for a filter. @throws DatabaseError `BadValue` for a field name that the double does not take */
export function where(filter: Filter): Query {
  const conditions: string[] = [];
  const parameters: (string | number)[] = [];
  for (const [field, value] of Object.entries(filter)) {
    if (typeof value !== "object" || value === null) {
      conditions.push(`${fieldText(field)} = ?`);
      parameters.push(JSON.stringify(value));
      continue;
    }
    for (const [operator, bound] of Object.entries(value) as [keyof Range, string | number | undefined][]) {
      if (bound === undefined) continue;
      const types = typeof bound === "number" ? "('integer', 'real')" : "('text')";
      conditions.push(`${fieldValue(field)} ${COMPARISONS[operator]} ? AND ${fieldType(field)} IN ${types}`);
      parameters.push(bound);
    }
  }
  return { sql: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`, parameters };
}

/** `ORDER BY`: what is equal stays in the order of insertion. */
export function orderBy(sort: FindOptions["sort"] = {}): string {
  const fields = Object.entries(sort).map(
    ([field, direction]) => `${fieldValue(field)} ${direction === 1 ? "ASC" : "DESC"}`,
  );
  return `ORDER BY ${[...fields, "seq ASC"].join(", ")}`;
}
