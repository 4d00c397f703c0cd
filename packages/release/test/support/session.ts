import type { SessionOptions } from "../../src/registry/session.ts";

/** User and password of the registry's only account. */
export const LOGIN = Buffer.from("publisher:publish").toString("base64");

/** What a session uses in tests: the login, and waits that are only noted. */
export function testSession(change: Partial<SessionOptions> = {}) {
  const waits: number[] = [];
  const session: SessionOptions = {
    fetch: globalThis.fetch,
    timeout: 20_000,
    findCredentials: () => LOGIN,
    now: () => new Date(),
    wait: async (milliseconds) => waits.push(milliseconds),
    ...change,
  };
  return { ...session, waits };
}
