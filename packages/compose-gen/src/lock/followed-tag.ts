/**
 * How a digest stands to the tag that it follows:
 *
 * - `current`: the tag is still that; `moved`: the tag is `now`, and the lock keeps what it has
 * - `unresolved`: the lock has no digest yet
 */
export interface FollowedTag {
  status: "current" | "moved" | "unresolved";
  follows: string;
  /** Digest of the tag at its registry. */
  now: string;
}

/** Compares the lock's digest with what the followed tag is at its registry now. */
export function compareFollowed(follows: string, now: string, recorded: string | null): FollowedTag {
  if (recorded === null) return { status: "unresolved", follows, now };
  return { status: recorded === now ? "current" : "moved", follows, now };
}
