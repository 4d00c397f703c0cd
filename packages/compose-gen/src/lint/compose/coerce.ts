import { withDefaults } from "./variables.ts";

/** The value as an object; anything else is an empty one. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The value as a list; one value alone is a list of one, nothing is an empty one. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Text of a scalar with variables replaced by their defaults; `undefined` for anything else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "string") return withDefaults(value).text;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : undefined;
}

/** Text in which a variable without a default stays visible: `$HOME/.ssh` is no `/.ssh`. */
export function asSource(value: unknown): string | undefined {
  return typeof value === "string" ? withDefaults(value, "name").text : asText(value);
}

/** The texts of a list. */
export function asTexts(value: unknown): string[] {
  return asList(value).flatMap((item) => asText(item) ?? []);
}

/** True for `true` and for text that Compose reads as true. */
export function asFlag(value: unknown): boolean {
  return /^(?:true|yes|on|y|1)$/i.test(asText(value) ?? "");
}

/** An entry with its key or index in the file. */
interface Pair {
  key: string;
  value: unknown;
  at: string | number;
}

/** `KEY=value` lists and maps as pairs of key and raw value, in the file's order, with the key or index in the file. */
export function asPairs(value: unknown): Pair[] {
  if (Array.isArray(value))
    return value.flatMap((item, at): Pair[] => {
      if (typeof item !== "string") return [];
      const end = item.indexOf("=");
      return end < 0
        ? [{ key: item, value: null, at }]
        : [{ key: item.slice(0, end), value: item.slice(end + 1), at }];
    });
  return Object.entries(asRecord(value)).map(([key, member]) => ({ key, value: member, at: key }));
}

/** A map or `KEY=value` list as a record of texts. */
export function asTextRecord(value: unknown): Record<string, string> {
  return Object.fromEntries(asPairs(value).map((pair) => [pair.key, asText(pair.value) ?? ""]));
}
