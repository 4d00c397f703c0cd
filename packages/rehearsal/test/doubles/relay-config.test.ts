import { expect, test } from "vitest";
import { parseRelayConfig } from "../../src/doubles/relay/config.ts";

test("without keys it has the defaults of nostr-rs-relay", () => {
  expect(parseRelayConfig("")).toMatchObject({
    name: "Unnamed nostr-rs-relay",
    dataDirectory: ".",
    address: "0.0.0.0",
    port: 8080,
    pingSeconds: 45,
    maxEventBytes: 262_144,
    rejectFutureSeconds: undefined,
  });
});

test("keys that nobody reads are ignored, as upstream ignores them", () => {
  expect(parseRelayConfig("[network]\nping_interval = 1\n[other]\nkey = 1").pingSeconds).toBe(45);
});

test.each([
  ["[network]\nping_interval_seconds = 0", /must be > 0/],
  ['[network]\nport = "8080"', /network\.port: expected a whole number/],
  ["[info]\nname = 1", /info\.name: expected a string/],
  ["[database]\nmin_conn = 9", /min_conn exceeds max_conn/],
  ['[database]\nengine = "postgres"', /sqlite only/],
  ["[limits]\nevent_kind_allowlist = []", /no kind lists/],
  ["[limits\n", /./],
])("%j is refused", (toml, reason) => {
  expect(() => parseRelayConfig(toml)).toThrow(reason);
});
