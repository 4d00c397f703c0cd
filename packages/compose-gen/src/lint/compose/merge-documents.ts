import type { DocumentPath } from "../finding.ts";
import { asPairs } from "./coerce.ts";

/** One document of a Compose file as values. */
export interface ComposeDocument {
  content: unknown;
  /** Paths, as JSON, whose values replace those of the documents before (`!override`, `!reset`). */
  replaced: ReadonlySet<string>;
}

/** Lists of which only the last one counts. */
const lastCounts = new Set(["command", "entrypoint", "test"]);
/** Written as a list of names or of `KEY=value`, or as a map. */
const listsOrMaps = new Set(
  ["annotations", "args", "depends_on", "environment", "extra_hosts"].concat([
    "labels",
    "networks",
    "sysctls",
  ]),
);

/**
 * What Compose makes of the documents of one file, each of which changes the result of those before it: maps merge, lists
 * grow, all else replaces (Compose specification, "Merge"; compared with Compose 2.26).
 */
export function mergeDocuments([first, ...others]: readonly ComposeDocument[]): unknown {
  return others.reduce((base, { content, replaced }) => merge(base, content, [], replaced), first?.content);
}

function merge(base: unknown, later: unknown, path: DocumentPath, replaced: ReadonlySet<string>): unknown {
  if (base === undefined || base === null || replaced.has(JSON.stringify(path))) return later;
  if (later === undefined || later === null) return base;
  const key = String(path.at(-1));
  if (Array.isArray(base) && Array.isArray(later) && !listsOrMaps.has(key))
    return lastCounts.has(key) ? later : union(base, later);
  const [left, right] = listsOrMaps.has(key) ? [asMap(base), asMap(later)] : [base, later];
  if (!isRecord(left) || !isRecord(right)) return later;
  const merged = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right))
    merged.set(name, merge(merged.get(name), value, [...path, name], replaced));
  return Object.fromEntries(merged);
}

function asMap(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(asPairs(value).map(({ key, value: member }) => [key, member]));
}

/** Both lists, without what is written twice. */
function union(left: readonly unknown[], right: readonly unknown[]): unknown[] {
  const known = new Set(left.map((item) => JSON.stringify(item)));
  return [...left, ...right.filter((item) => !known.has(JSON.stringify(item)))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
