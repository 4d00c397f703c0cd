import fc from "fast-check";
import { expect, it } from "vitest";
import type { NostrEvent } from "../../src/relay/event/event.ts";
import { matchable, matches } from "../../src/relay/filter/match.ts";
import { readFilter } from "../../src/relay/filter/read-filter.ts";
import { EventStore } from "../../src/relay/store/event-store.ts";

const pubkeys = ["a", "b", "c"].map((digit) => digit.repeat(64));
const ids = Array.from({ length: 24 }, (_, index) => index.toString(16).padStart(64, "0"));
const values = ["x", "y", "", "X", "5", "é", "nul\0", "😀", `"'`, "null"];
const names = ["t", "p", "T", "é", "😀", "title", "\0"];

/** Mostly a few usual ones, so that filters and events often meet. */
const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("t", "p") }, fc.constantFrom(...names));
const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("x", "y") }, fc.constantFrom(...values));
const tag: fc.Arbitrary<string[]> = fc.oneof(
  fc.tuple(name, value),
  fc.tuple(name, value, value),
  fc.constant<string[]>(["t"]),
);
const event = fc.record({
  pubkey: fc.constantFrom(...pubkeys),
  created_at: fc.integer({ min: 0, max: 6 }),
  kind: fc.constantFrom(1, 4, 7, 1059),
  tags: fc.array(tag, { maxLength: 4 }),
  content: fc.constant(""),
  sig: fc.constant(""),
});
const events = fc
  .tuple(fc.array(event, { maxLength: ids.length }), fc.shuffledSubarray(ids, { minLength: ids.length }))
  .map(([list, order]): NostrEvent[] => list.map((item, index) => ({ id: order[index] as string, ...item })));

/** Most conditions are absent, so that most filters find something. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const some = <T>(...items: T[]) => fc.subarray(items);
const filter = fc
  .record({
    ids: rarely(some(...ids, "short", "g".repeat(64))),
    authors: rarely(some(...pubkeys, "AA")),
    kinds: rarely(some(1, 4, 7, 1059, 9)),
    since: rarely(fc.integer({ min: 0, max: 7 })),
    until: rarely(fc.integer({ min: 0, max: 7 })),
    limit: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    tag: rarely(
      fc.tuple(fc.oneof(name, fc.constantFrom("t&", "p&")), fc.uniqueArray(value, { maxLength: 3 })),
    ),
    secondTag: rarely(fc.tuple(fc.constantFrom("p", "T", "t&"), fc.uniqueArray(value, { maxLength: 3 }))),
  })
  .map(({ tag: first, secondTag, ...fields }) => ({
    ...fields,
    ...(first ? { [`#${first[0]}`]: first[1] } : {}),
    ...(secondTag ? { [`#${secondTag[0]}`]: secondTag[1] } : {}),
  }));

it("finds in SQLite what the matcher selects, in the same order and with the same limit", () => {
  fc.assert(
    fc.property(events, fc.array(filter, { minLength: 1, maxLength: 3 }), (stored, raw) => {
      const filters = raw.map((value) => readFilter(value) ?? expect.fail("a filter was not read"));
      const store = new EventStore({ memory: true }, 1000);
      try {
        expect(store.saveAll(stored)).toEqual(stored.map(() => "new"));
        const found = store.find(filters, 0).map((row) => JSON.parse(store.json(row) ?? "") as NostrEvent);
        expect(found.map(({ id }) => id)).toEqual(expected(stored, filters));
      } finally {
        store.close();
      }
    }),
    { numRuns: 300 },
  );
});

function expected(stored: NostrEvent[], filters: NonNullable<ReturnType<typeof readFilter>>[]): string[] {
  const found = filters.flatMap((candidate) => {
    const newestFirst = candidate.limit === undefined ? 1 : -1;
    return stored
      .filter((item) => matches(candidate, matchable(item)))
      .toSorted((a, b) => newestFirst * (a.created_at - b.created_at) || (a.id < b.id ? -1 : 1))
      .slice(0, candidate.limit ?? stored.length);
  });
  return [...new Set(found.map(({ id }) => id))];
}
