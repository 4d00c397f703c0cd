import { asList, asSource } from "./coerce.ts";

/** A command line as text is split at spaces: enough to see its options. */
export function normaliseWords(value: unknown): string[] {
  if (typeof value === "string") return (asSource(value) ?? "").split(/\s+/);
  return asList(value).flatMap((item) => asSource(item) ?? []);
}
