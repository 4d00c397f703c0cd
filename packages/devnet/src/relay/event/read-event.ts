import type { NostrEvent } from "./event.ts";

/**
 * The event in a parsed JSON value, with unknown fields dropped.
 *
 * @returns undefined when a field is missing or of another type, or a string is not valid Unicode (which has no UTF-8
 *   form to hash); the meaning of id, key and signature is not checked here
 */
export function readEvent(value: unknown): NostrEvent | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id, pubkey, created_at, kind, content, sig, tags } = value as Record<string, unknown>;
  if (!isText(id) || !isText(pubkey) || !isText(content) || !isText(sig)) return undefined;
  if (!isCount(created_at) || !isCount(kind)) return undefined;
  const list = tags === null ? [] : tags; // nostr-rs-relay reads null as "no tags"
  if (!Array.isArray(list) || !list.every(isTag)) return undefined;
  return { id, pubkey, created_at, kind, tags: list, content, sig };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.isWellFormed();
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTag(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}
