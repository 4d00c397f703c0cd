import { own } from "../own.ts";

/** `$$`, `${NAME:-default}` or `${NAME:?message}`: the only forms that the planner writes. */
const syntax = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*):([-?])([^}]*)\}/g;

/**
 * A copy of a Compose file as Compose prints it: variables replaced (an empty one counts as not set), literal dollar
 * signs still doubled.
 *
 * @throws Error when a required variable is missing
 */
export function interpolateAll<T>(value: T, environment: Record<string, string>): T {
  if (typeof value === "string") return interpolateText(value, environment) as T;
  if (Array.isArray(value)) return value.map((item) => interpolateAll(item, environment)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, interpolateAll(member, environment)]),
  ) as T;
}

function interpolateText(text: string, environment: Record<string, string>): string {
  return text.replace(syntax, (whole, name: string | undefined, kind: string, rest: string) => {
    if (name === undefined) return whole;
    const value = own(environment, name);
    if (value) return value.replaceAll("$", "$$$$");
    if (kind === "?") throw new Error(`required variable ${name} is missing a value: ${rest}`);
    return rest;
  });
}
