import { expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import type { InstanceView } from "../../src/stack/definition.ts";
import { parseUrls, targetsAt, targetsOf } from "../../src/unicity/wallet-check/targets.ts";

test("URLs tell what they are, in any order", () => {
  expect(
    parseUrls([
      "https://faucet.example.org/api/v1/faucet/request",
      "https://aggregator.example.org/",
      "wss://relay.example.org",
    ]),
  ).toEqual({
    relay: "wss://relay.example.org",
    aggregator: "https://aggregator.example.org",
    faucet: "https://faucet.example.org/api/v1/faucet/request",
  });
});

test("names go before looks, and a faucet's host is enough", () => {
  expect(parseUrls(["faucet=https://one.example.org", "aggregator=https://two.example.org/rpc"])).toEqual({
    faucet: "https://one.example.org/api/v1/faucet/request",
    aggregator: "https://two.example.org/rpc",
  });
});

test.each([
  [["example.org"], "is no URL of a service"],
  [["ftp://example.org"], "is no URL of a service"],
  [["https://one.example.org", "https://two.example.org"], "Two URLs for the aggregator"],
  [["relay=https://relay.example.org"], "is no URL of the relay"],
  [["aggregator=wss://relay.example.org"], "is no URL of the aggregator"],
  [["wallet=https://example.org"], 'nothing called "wallet"'],
  [["https://me:secret@example.org"], "leave name and password out"],
])("%j is refused", (words, text) => {
  expect(() => parseUrls(words)).toThrow(UsageError);
  expect(() => parseUrls(words)).toThrow(text);
});

test("the trust base is beside the aggregator, unless another place is named", () => {
  const aggregator = "https://aggregator.example.org";
  expect(targetsAt({ aggregator })["trust-base"]).toBe(`${aggregator}/.well-known/trust-base.json`);
  const elsewhere = "https://cdn.example.org/trust-base.json";
  expect(targetsAt({ aggregator, "trust-base": elsewhere })["trust-base"]).toBe(elsewhere);
});

test("of an instance what it does not consist of is not asked, and what does not run is red", () => {
  const instance: InstanceView = {
    name: "test",
    root: "/nowhere",
    services: {},
    provides: ["relay", "aggregator"],
    endpoints: { relay: "ws://127.0.0.1:7777" },
    file: (name) => `/nowhere/${name}`,
  };
  expect(targetsOf(instance, { ipfs: "http://127.0.0.1:1" })).toEqual({
    relay: "ws://127.0.0.1:7777",
    aggregator: null,
    "trust-base": null,
    ipfs: "http://127.0.0.1:1",
    market: "https://market-api.unicity.network",
    trustBaseFile: "/nowhere/aggregator/trust-base.json",
  });
});
