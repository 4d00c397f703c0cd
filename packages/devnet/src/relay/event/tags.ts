import type { NostrEvent } from "./event.ts";
import { isAddressable } from "./kinds.ts";

/**
 * Tags that filters can find: a name of one character and a first value. Values with a NUL character are left out:
 * SQLite's JSON functions, which carry long filter lists, end a text there.
 */
export function indexedTags(event: NostrEvent): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (const [name, value] of event.tags) {
    if (name === undefined || value === undefined) continue;
    if (isTagName(name) && isSearchable(value)) found.push([name, value]);
  }
  return found;
}

/** One Unicode character that SQLite can compare. */
export function isTagName(name: string): boolean {
  return name !== "\0" && (name.length === 1 || (name.length === 2 && [...name].length === 1));
}

/** Whether a tag value takes part in filters; see {@link indexedTags}. */
export function isSearchable(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}

/** The first `d` value of an addressable event, empty when it has none; null for other kinds. */
export function addressOf(event: NostrEvent): string | null {
  if (!isAddressable(event.kind)) return null;
  return firstValue(event, "d") ?? "";
}

/** Unix time in seconds after which the event is gone (NIP-40), or null. */
export function expirationOf(event: NostrEvent): number | null {
  const text = firstValue(event, "expiration");
  if (text === undefined || !/^\+?\d{1,15}$/.test(text)) return null;
  return Number(text);
}

/** Ids that a deletion request names with `e` tags. */
export function deletedIds(event: NostrEvent): string[] {
  return event.tags.flatMap(([name, value]) => (name === "e" && value !== undefined ? [value] : []));
}

function firstValue(event: NostrEvent, name: string): string | undefined {
  const tag = event.tags.find((candidate) => candidate[0] === name);
  return tag === undefined ? undefined : (tag[1] ?? "");
}
