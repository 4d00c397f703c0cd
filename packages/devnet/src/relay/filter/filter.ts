/** A filter of a REQ (NIP-01); a field that is undefined does not restrict. Conditions of one filter are ANDed. */
export interface Filter {
  ids: ReadonlySet<string> | undefined;
  authors: ReadonlySet<string> | undefined;
  kinds: ReadonlySet<number> | undefined;
  /** Unix seconds, inclusive. */
  since: number | undefined;
  /** Unix seconds, inclusive. */
  until: number | undefined;
  /** Most stored events; the newest ones count. */
  limit: number | undefined;
  tags: readonly TagCondition[];
  /** Asks for something that no event can have, e.g. a tag name of several letters. */
  matchesNothing: boolean;
}

/** `#x`: one of the values; `#x&` (unicity-tokens-relay): all of them. */
export interface TagCondition {
  name: string;
  values: ReadonlySet<string>;
  all: boolean;
}
