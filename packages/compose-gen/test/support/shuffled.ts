import { createHash } from "node:crypto";

/** Lists of a stack whose order means nothing. */
const sets = new Set(["services", "mounts", "networks", "tmpfs", "capAdd", "files", "secrets", "waivers"]);

/** The same plain data with the members of every record, and of lists that are sets, in another order. */
export function shuffled(value: unknown, seed: number, key = ""): unknown {
  const rank = (text: string) => createHash("sha256").update(`${seed} ${text}`).digest("hex");
  if (Array.isArray(value)) {
    const members = value.map((member) => shuffled(member, seed));
    if (!sets.has(key)) return members;
    return members
      .map((member) => ({ member, at: rank(JSON.stringify(member)) }))
      .sort((left, right) => (left.at < right.at ? -1 : 1))
      .map(({ member }) => member);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, member]) => [name, shuffled(member, seed, name)] as const,
  );
  return Object.fromEntries(entries.sort(([left], [right]) => (rank(left) < rank(right) ? -1 : 1)));
}
