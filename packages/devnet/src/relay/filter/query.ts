import type { Filter, TagCondition } from "./filter.ts";

/** A SELECT of `seq` (row of `event`) in the order in which the events are sent. */
export interface StoredQuery {
  sql: string;
  parameters: (string | number)[];
}

/**
 * The stored events that a filter selects. Lists travel as one JSON parameter each: the text of the statement depends
 * on the shape of the filter only, and no list is too long for SQLite.
 *
 * Order as in nostr-rs-relay: with a `limit` the newest first, else the oldest first; equal times by id.
 *
 * @param now unix seconds; events that expired until then are left out
 * @param most rows for a filter without `limit`, or with a larger one
 */
export function storedQuery(filter: Filter, now: number, most: number): StoredQuery {
  const parameters: (string | number)[] = [];
  const [first, ...others] = filter.tags;
  let from = "FROM event e";
  const where: string[] = [];
  if (first) {
    // The tag side goes first: a recipient has few events of a kind, a kind has many.
    from = `FROM (${taggedRows(first, filter, parameters)}) t CROSS JOIN event e ON e.seq = t.seq`;
  }
  for (const tag of others) where.push(`e.seq IN (${taggedRows(tag, filter, parameters)})`);
  if (filter.ids) where.push(oneOf("e.id", hexOnly(filter.ids), parameters, "unhex"));
  if (filter.authors) where.push(oneOf("e.pubkey", hexOnly(filter.authors), parameters, "unhex"));
  where.push(...scope("e", filter, parameters));
  where.push("e.hidden = 0", "(e.expires_at IS NULL OR e.expires_at > ?)");
  parameters.push(now);
  if (filter.matchesNothing) where.push("0");
  const direction = filter.limit === undefined ? "ASC" : "DESC";
  parameters.push(Math.min(filter.limit ?? most, most));
  const sql = `SELECT e.seq AS seq ${from} WHERE ${where.join(" AND ")} ORDER BY e.created_at ${direction}, e.id LIMIT ?`;
  return { sql, parameters };
}

function taggedRows(condition: TagCondition, filter: Filter, parameters: (string | number)[]): string {
  const { name, values, all } = condition;
  parameters.push(name, JSON.stringify([...values]));
  const where = [
    "name = ?",
    "value IN (SELECT value FROM json_each(?))",
    ...scope("tag", filter, parameters),
  ];
  const rows = `SELECT seq FROM tag WHERE ${where.join(" AND ")} GROUP BY seq`;
  if (!all) return rows;
  parameters.push(values.size);
  return `${rows} HAVING count(DISTINCT value) = ?`;
}

/** Kind and time, which both tables hold. */
function scope(table: "e" | "tag", filter: Filter, parameters: (string | number)[]): string[] {
  const where: string[] = [];
  if (filter.kinds) where.push(oneOf(`${table}.kind`, [...filter.kinds], parameters));
  if (filter.since !== undefined) {
    where.push(`${table}.created_at >= ?`);
    parameters.push(filter.since);
  }
  if (filter.until !== undefined) {
    where.push(`${table}.created_at <= ?`);
    parameters.push(filter.until);
  }
  return where;
}

/**
 * A condition on a column. One value is compared directly, which lets SQLite read an index in the order of the result.
 *
 * @param convert SQL function from the value to what is stored
 */
function oneOf(
  column: string,
  values: readonly (string | number)[],
  parameters: (string | number)[],
  convert = "",
): string {
  const [first] = values;
  if (values.length === 1 && first !== undefined) {
    parameters.push(first);
    return `${column} = ${convert}(?)`;
  }
  parameters.push(JSON.stringify(values));
  return `${column} IN (SELECT ${convert}(value) FROM json_each(?))`;
}

/** Ids and keys are stored as bytes; what is not 64 hex characters matches nothing. */
function hexOnly(values: ReadonlySet<string>): string[] {
  return [...values].filter((value) => /^[0-9a-f]{64}$/.test(value));
}
