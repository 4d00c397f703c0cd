import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { script } from "../src/script.ts";

/** Runs the health script with a stand-in of mongosh's globals; returns what it did. */
function probe({ status, primary }: { status: () => unknown; primary: boolean }) {
  const done: { initiated: unknown[]; exit: number | undefined } = { initiated: [], exit: undefined };
  const globals = {
    rs: { status, initiate: (config: unknown) => done.initiated.push(structuredClone(config)) },
    db: { hello: () => ({ isWritablePrimary: primary }) },
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

test("makes the replica set at the first probe and is not healthy yet", () => {
  const { initiated, exit } = probe({ status: uninitialised, primary: false });
  expect(initiated).toEqual([{ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] }]);
  expect(exit).toBe(1);
});

test("stays unhealthy while the set elects, and is healthy as writable primary", () => {
  expect(probe({ status: () => ({}), primary: false })).toEqual({ initiated: [], exit: 1 });
  expect(probe({ status: () => ({}), primary: true })).toEqual({ initiated: [], exit: undefined });
});

test("does not touch the set on any other error", () => {
  const unauthorised = () => {
    throw Object.assign(new Error("command requires authentication"), { codeName: "Unauthorized" });
  };
  expect(() => probe({ status: unauthorised, primary: true })).toThrow("requires authentication");
});
