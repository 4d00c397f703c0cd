/** Only the newest event of an author is kept: NIP-01 (0, 3, 10000–19999) and, as nostr-rs-relay does, channel metadata (41). */
export function isReplaceable(kind: number): boolean {
  return kind === 0 || kind === 3 || kind === 41 || (kind >= 10_000 && kind < 20_000);
}

/** Delivered to current subscribers, never stored (NIP-01). */
export function isEphemeral(kind: number): boolean {
  return kind >= 20_000 && kind < 30_000;
}

/** Only the newest event of an author per `d` tag is kept (NIP-01, before: NIP-33). */
export function isAddressable(kind: number): boolean {
  return kind >= 30_000 && kind < 40_000;
}

/** Deletion request (NIP-09). */
export const DELETION = 5;
