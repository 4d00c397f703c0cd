import { isSearchable, isTagName } from "../event/tags.ts";
import type { Filter, TagCondition } from "./filter.ts";

/**
 * The filter in a parsed JSON value. As in nostr-rs-relay a field of the wrong type is ignored, an unknown field too,
 * and a tag name of several letters matches nothing.
 *
 * @returns undefined when the value is no object
 */
export function readFilter(value: unknown): Filter | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = value as Record<string, unknown>;
  const { tags, matchesNothing } = readTags(fields);
  return {
    ids: listOf(fields.ids, isText),
    authors: listOf(fields.authors, isText),
    kinds: listOf(fields.kinds, isCount),
    since: isCount(fields.since) ? fields.since : undefined,
    until: isCount(fields.until) ? fields.until : undefined,
    limit: isCount(fields.limit) ? fields.limit : undefined,
    tags,
    matchesNothing,
  };
}

function readTags(fields: Record<string, unknown>): { tags: TagCondition[]; matchesNothing: boolean } {
  const tags: TagCondition[] = [];
  let matchesNothing = false;
  for (const [key, value] of Object.entries(fields)) {
    if (!key.startsWith("#") || key.length === 1 || !Array.isArray(value)) continue;
    const all = key.length > 2 && key.endsWith("&");
    const name = all ? key.slice(1, -1) : key.slice(1);
    const values = listOf(value, isText);
    if (!isTagName(name)) matchesNothing = true;
    else if (values) tags.push(tagCondition(name, values, all));
  }
  tags.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { tags, matchesNothing };
}

function tagCondition(name: string, wanted: ReadonlySet<string>, all: boolean): TagCondition {
  const values = new Set([...wanted].filter(isSearchable));
  // "All of them" cannot hold when one of them can never be found; an empty list matches nothing.
  const impossible = all && (values.size === 0 || values.size < wanted.size);
  return impossible ? { name, values: new Set(), all: false } : { name, values, all };
}

function listOf<T>(value: unknown, accepts: (item: unknown) => item is T): ReadonlySet<T> | undefined {
  return Array.isArray(value) && value.every(accepts) ? new Set(value) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
