/** Orders by UTF-16 code unit: the same on every machine and in every locale. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A deep copy whose object keys are sorted and whose `undefined` members are gone; arrays keep their order. */
export function sortedKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sortedKeys) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => byCodeUnit(left, right))
    .map(([key, member]) => [key, sortedKeys(member)]);
  return Object.fromEntries(entries) as T;
}

/** The entries of a record mapped and sorted; `undefined` when there are none. */
export function mapRecord<From, To>(
  record: Record<string, From>,
  map: (value: From, key: string) => To,
): Record<string, To> | undefined {
  const entries = Object.entries(record).map(([key, value]) => [key, map(value, key)] as const);
  return entries.length > 0 ? sortedEntries(entries) : undefined;
}

function sortedEntries<To>(entries: (readonly [string, To])[]): Record<string, To> {
  return Object.fromEntries(entries.sort(([left], [right]) => byCodeUnit(left, right)));
}
