import { expect, test } from "vitest";
import { planOf } from "./support/plan.ts";

const doorOf = (service: string, stack = service, generation = "v1") => {
  const found = planOf(stack, generation).doors.find((door) => door.service === service);
  if (!found) throw new Error(`no door ${service}`);
  return found;
};
const table = (service: string, stack?: string, generation?: string) =>
  doorOf(service, stack, generation).routes.map(
    ({ methods, path, exact }) => `${methods.join(" ")} ${exact ? "=" : "^"} ${path}`,
  );

test.each(["v1", "v2a", "v3"])(
  "the aggregator's door of %s opens JSON-RPC, health, readiness and what is public of the chain only",
  (generation) => {
    expect(table("aggregator-proxy", "aggregator", generation)).toEqual([
      "POST = /",
      "GET HEAD = /.well-known/trust-base.json",
      "GET HEAD = /.well-known/trust-base.json.sha256",
      "GET HEAD = /.well-known/unicity-stack.json",
      "GET = /health",
      "GET = /ready",
    ]);
  },
); // prettier-ignore

test.each(["v1", "v2a", "v3"])(
  "the documentation's door of %s opens the page and what it calls, to no other origin",
  (generation) => {
    expect(table("aggregator-ui", "aggregator", generation)).toEqual(["POST = /", "GET = /docs"]);
    for (const { cors } of doorOf("aggregator-ui", "aggregator", generation).routes)
      expect(cors).toBeUndefined();
  },
);

test("the faucet's door opens what wallets use and not the history", () => {
  expect(table("faucet")).toEqual([
    "GET = /.well-known/faucet.json",
    "GET = /api/v1/faucet/coins",
    "POST = /api/v1/faucet/request",
    "GET = /health",
    "GET = /ready",
    "GET = /registry/unicity-ids.testnet.json",
    "GET ^ /api/v1/faucet/request/",
  ]);
});

test("the relay's door opens WebSocket and NIP-11 at /, health and no metrics", () => {
  expect(table("relay")).toEqual(["GET = /", "GET = /health"]);
  expect(doorOf("relay").routes[0]?.webSocket).toBe(true);
});

test("the aggregator is looked up while running; relay and faucet are in the container of their door", () => {
  const targets = ["aggregator-proxy", "relay", "faucet"].flatMap((service) =>
    doorOf(service, "stack").routes.map((route) => route.upstream),
  );
  const addresses = new Set(targets.filter(Boolean).map((target) => `${target?.address} ${target?.named}`));
  expect([...addresses]).toEqual([
    "aggregator:3000 true",
    "127.0.0.1:8090 false",
    "127.0.0.1:8080 false",
    "127.0.0.1:8081 false",
  ]);
});

test("pages may send what the SDKs send, and the trust base comes from the public volume", () => {
  for (const { cors } of doorOf("aggregator-proxy", "aggregator").routes)
    expect(cors).toMatchObject({
      origins: "*",
      headers: expect.arrayContaining(["Content-Type", "X-API-Key", "X-State-ID"]),
    });
  const trustBase = doorOf("aggregator-proxy", "aggregator").routes[1];
  expect(trustBase?.target).toEqual({ file: "/public/trust-base.json" });
});
