import { expect, test } from "vitest";
import { chooseServices, findElsewhere, servicesOf } from "../../src/backend/embedded/parts.ts";
import { type EmbeddedState, newInstanceState } from "../../src/instance/state.ts";
import { unicityStack } from "../../src/unicity/stack.ts";

function stateOf(more: Partial<EmbeddedState> = {}): EmbeddedState {
  return {
    ...newInstanceState({ instance: "test", stack: "unicity", portBase: 0, now: new Date(0) }),
    ...more,
  };
}

const chosen = (asked: string[], state?: EmbeddedState) =>
  chooseServices(unicityStack, asked, state).map(({ name }) => name);

test("all services are chosen without a name, and named ones in the order of the stack", () => {
  expect(chosen([])).toEqual(["relay", "aggregator", "faucet"]);
  expect(chosen(["aggregator", "relay"])).toEqual(["relay", "aggregator"]);
  expect(() => chosen(["ipfs"])).toThrow('There is no service "ipfs".');
});

test("an instance keeps its services, and named ones are added", () => {
  const part = stateOf({ parts: ["relay"] });
  expect(chosen([], part)).toEqual(["relay"]);
  expect(chosen(["faucet"], part)).toEqual(["relay", "faucet"]);
  expect(chosen(["relay"], stateOf())).toEqual(["relay", "aggregator", "faucet"]);
  expect(servicesOf(unicityStack, part).map(({ name }) => name)).toEqual(["relay"]);
});

const FAUCET = chooseServices(unicityStack, ["relay", "faucet"], undefined);
const OUTSIDE = { AGGREGATOR_URL: "http://127.0.0.1:1", TRUST_BASE_URL: "/tb.json" };

test("what an instance does not have is found by the environment, else where it was before", () => {
  expect(findElsewhere(unicityStack.services, undefined, { RELAY_URL: "ws://else.test" })).toEqual({});
  expect(findElsewhere(FAUCET, undefined, OUTSIDE)).toEqual(OUTSIDE);
  expect(
    findElsewhere(FAUCET, stateOf({ elsewhere: OUTSIDE }), { AGGREGATOR_URL: "http://127.0.0.1:2" }),
  ).toEqual({
    ...OUTSIDE,
    AGGREGATOR_URL: "http://127.0.0.1:2",
  });
});

test("what neither says is an error that names the service and the variables", () => {
  expect(() => findElsewhere(FAUCET, undefined, { AGGREGATOR_URL: "http://127.0.0.1:1" })).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({
        code: "PART_MISSING",
        next: "Also name `aggregator`, or set AGGREGATOR_URL and TRUST_BASE_URL.",
      }),
    }),
  );
});
