import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { script } from "../src/script.ts";
import { planOf } from "./support/plan.ts";

/**
 * Runs the health script with a stand-in of mongosh's globals; returns what it did.
 *
 * @param primaryAfter time until the member is writable primary, ms
 */
function probe({ status, primaryAfter }: { status: () => unknown; primaryAfter: number }) {
  const done: { initiated: unknown[]; exit: number | undefined; waited: number } = {
    initiated: [],
    exit: undefined,
    waited: 0,
  };
  const globals = {
    rs: { status, initiate: (config: unknown) => done.initiated.push(structuredClone(config)) },
    db: { hello: () => ({ isWritablePrimary: done.waited >= primaryAfter }) },
    sleep: (ms: number) => {
      done.waited += ms;
    },
    quit: (code: number) => {
      done.exit = code;
    },
  };
  runInContext(script("mongo-health.js"), createContext(globals));
  return done;
}

const uninitialised = () => {
  throw Object.assign(new Error("no replset config has been received"), { codeName: "NotYetInitialized" });
};

const NEVER = Number.POSITIVE_INFINITY;
const MEMBER = { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] };

test("makes the replica set at the first probe, and is healthy once it has elected its member", () => {
  expect(probe({ status: uninitialised, primaryAfter: 900 })).toEqual({
    initiated: [MEMBER],
    exit: undefined,
    waited: 900,
  });
});

test("is unhealthy when there is no writable primary after 5 s, within the 10 s that the probe has after its pause", () => {
  expect(probe({ status: () => ({}), primaryAfter: NEVER })).toEqual({
    initiated: [],
    exit: 1,
    waited: 5_000,
  });
  const { mongo } = planOf("aggregator", "v1").compose.services;
  expect(mongo?.healthcheck).toMatchObject({ timeout: "19s" });
});

test("does not wait as writable primary", () => {
  expect(probe({ status: () => ({}), primaryAfter: 0 })).toEqual({
    initiated: [],
    exit: undefined,
    waited: 0,
  });
});

test("does not touch the set on any other error", () => {
  const unauthorised = () => {
    throw Object.assign(new Error("command requires authentication"), { codeName: "Unauthorized" });
  };
  expect(() => probe({ status: unauthorised, primaryAfter: 0 })).toThrow("requires authentication");
});
