import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import type { DeliveryRequest } from "../../src/faucet/deliveries/delivery.ts";
import { DeliveryStore } from "../../src/faucet/deliveries/delivery-store.ts";
import { startTestFaucet } from "./support/test-faucet.ts";

/** A store in a file, and the setting that decides how large the file may grow. */
function boundedStore(): { store: DeliveryStore; limitPages: (most: number) => void } {
  const folder = mkdtempSync(join(tmpdir(), "full-disk-"));
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  const store = new DeliveryStore({ file: join(folder, "faucet.db") });
  const database = exec.mock.contexts[0] as DatabaseSync;
  exec.mockRestore();
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return { store, limitPages: (most) => database.exec(`PRAGMA max_page_count = ${most}`) };
}

function request(id: string): DeliveryRequest {
  const item = { asset: "UCT", coinId: "aa".repeat(32), amount: 1n, memo: "x".repeat(10_000) };
  return { id, recipient: "@alice", nostrPubkey: "bb".repeat(32), address: "DIRECT://00", items: [item] };
}

test("a request that finds no room is not stored in part, says why, and is taken when there is room", () => {
  const { store, limitPages } = boundedStore();
  limitPages(1); // not below what the file has
  expect(() => store.accept(request("a"), 1)).toThrow("database or disk is full");
  expect(store.find("a")).toBeUndefined();
  expect(store.unfinished()).toEqual([]);
  limitPages(1_000);
  expect(store.accept(request("a"), 2)).toMatchObject({ isNew: true, stored: { id: "a", createdAt: 2 } });
});

test("the faucet answers 503 with the database's reason when it cannot store a request", async () => {
  const faucet = await startTestFaucet();
  onTestFinished(() => faucet.close());
  const full = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR" });
  const accept = vi.spyOn(faucet.context.store, "accept").mockImplementation(() => {
    throw full;
  });
  const ask = () =>
    fetch(`${faucet.server.url}/api/v1/faucet/request`, {
      method: "POST",
      body: JSON.stringify({ unicityId: "alice", coin: "unicity", amount: 1 }),
    });
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(await refused.json()).toEqual({
    success: false,
    error: "The faucet cannot store the request: database or disk is full",
  });
  accept.mockRestore();
  expect((await ask()).status).toBe(200);
});
