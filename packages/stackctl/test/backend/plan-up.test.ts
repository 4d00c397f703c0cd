import { expect, test } from "vitest";
import type { UpRequest } from "../../src/backend/backend.ts";
import { planUp } from "../../src/backend/embedded/plan-up.ts";
import { type EmbeddedState, newInstanceState } from "../../src/instance/state.ts";
import { unicityStack } from "../../src/unicity/stack.ts";

const request = (portBase?: number): UpRequest => ({
  instance: "test",
  profile: "embedded",
  root: "/state/test",
  portBase,
  options: {},
  parts: [],
  images: {},
});

function stateWith(portBase: number | null, ports: Record<string, number> = {}): EmbeddedState {
  const state = newInstanceState({ instance: "test", stack: "unicity", portBase, now: new Date(0) });
  for (const [name, port] of Object.entries(ports)) {
    state.services[name] = { port, url: null, process: null, startedAt: null };
  }
  return state;
}

const portsOf = (...args: Parameters<typeof planUp>) => planUp(...args).services.map(({ port }) => port);

test("takes the default ports, a base, or free ones", () => {
  expect(portsOf(unicityStack, request(), undefined, {})).toEqual([7777, 11_003, 11_004]);
  expect(portsOf(unicityStack, request(20_000), undefined, {})).toEqual([20_000, 20_001, 20_002]);
  expect(portsOf(unicityStack, request(0), undefined, {})).toEqual([0, 0, 0]);
});

test("an instance that is stopped comes back on its own base, unless another one is asked for", () => {
  const state = stateWith(20_000, { relay: 20_000 });
  expect(portsOf(unicityStack, request(), state, {})).toEqual([20_000, 20_001, 20_002]);
  expect(portsOf(unicityStack, request(30_000), state, {})).toEqual([30_000, 30_001, 30_002]);
});

test("in an instance of free ports that is partly dead, the dead service keeps its port", () => {
  const state = stateWith(0, { relay: 41_001, aggregator: 41_002, faucet: 41_003 });
  const plan = planUp(unicityStack, request(), state, {
    relay: "running",
    faucet: "running",
    aggregator: "gone",
  });
  expect(plan.services).toEqual([
    { name: "relay", action: "keep", port: 41_001 },
    { name: "aggregator", action: "start", port: 41_002 },
    { name: "faucet", action: "keep", port: 41_003 },
  ]);
  expect(portsOf(unicityStack, request(), state, {})).toEqual([0, 0, 0]);
});

test("a frozen service is kept, so that its failing check is seen", () => {
  const plan = planUp(unicityStack, request(), stateWith(null, { relay: 7777 }), { relay: "stopped" });
  expect(plan.services[0]?.action).toBe("keep");
});

test("other ports are refused while something runs", () => {
  const state = stateWith(null, { relay: 7777 });
  expect(() => planUp(unicityStack, request(20_000), state, { relay: "running" })).toThrowError(
    /runs on other ports \(the default ones\)/,
  );
});

test("control stays once it was asked for, and cannot be added to what runs without it", () => {
  const asked: UpRequest = { ...request(), control: true };
  expect(planUp(unicityStack, request(), undefined, {}).control).toBe(undefined);
  expect(planUp(unicityStack, asked, undefined, {}).control).toBe(true);
  const controlled: EmbeddedState = { ...stateWith(null), control: true };
  expect(planUp(unicityStack, request(), controlled, {}).control).toBe(true);
  expect(planUp(unicityStack, asked, stateWith(null), {}).control).toBe(true);
  const running = () => planUp(unicityStack, asked, stateWith(null, { relay: 7777 }), { relay: "running" });
  expect(running).toThrowError(/runs without control/);
});
