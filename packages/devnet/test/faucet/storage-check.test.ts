import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { DeliveryStore } from "../../src/faucet/deliveries/delivery-store.ts";
import { createStorageCheck, LEAST_FREE_BYTES } from "../../src/faucet/state/storage-check.ts";
import { startTestFaucet } from "./support/test-faucet.ts";

function openStore() {
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  const store = new DeliveryStore({ memory: true });
  const database = exec.mock.contexts[0] as DatabaseSync;
  exec.mockRestore();
  onTestFinished(() => store.close());
  return { store, database };
}

test("a database that reads but cannot be written is a problem, until it can", () => {
  const { store, database } = openStore();
  let now = 0;
  const problem = createStorageCheck(store, undefined, { now: () => now });
  database.exec("PRAGMA query_only = ON");
  expect(problem()).toContain("attempt to write a readonly database");
  database.exec("PRAGMA query_only = OFF");
  now += 2_000;
  expect(problem()).toBeUndefined();
});

test("a volume without room is a problem before the write-ahead log needs it", () => {
  const { store } = openStore();
  const check = (free: number) => createStorageCheck(store, "/data", { freeBytes: () => free })();
  expect(check(LEAST_FREE_BYTES - 1)).toBe(`the disk is full: ${LEAST_FREE_BYTES - 1} bytes are free`);
  expect(check(LEAST_FREE_BYTES)).toBeUndefined();
});

test("many questions write once in 2 s", () => {
  const writes: number[] = [];
  let now = 0;
  const store = { checkWritable: (at: number) => void writes.push(at) };
  const problem = createStorageCheck(store, undefined, { now: () => now });
  for (now = 0; now < 4_000; now += 100) problem();
  expect(writes).toEqual([0, 2_000]);
});

test("the faucet is unhealthy while it cannot store a request", async () => {
  const faucet = await startTestFaucet();
  onTestFinished(() => faucet.close());
  faucet.context.storageProblem = () => "database or disk is full";
  const response = await fetch(`${faucet.server.url}/health`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    status: "unhealthy",
    database: "error",
    details: { storage: "database or disk is full" },
  });
});
