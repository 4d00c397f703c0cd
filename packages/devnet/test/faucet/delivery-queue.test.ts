import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeliveryFailed } from "../../src/faucet/deliveries/deliver.ts";
import type { Delivery, DeliveryRequest, StoredRequest } from "../../src/faucet/deliveries/delivery.ts";
import { DeliveryQueue, RequestUndone } from "../../src/faucet/deliveries/delivery-queue.ts";
import { DeliveryStore } from "../../src/faucet/deliveries/delivery-store.ts";
import { silentLog } from "../../src/faucet/log.ts";
import { eventually } from "./support/eventually.ts";
import { oneByOne } from "./support/one-by-one.ts";

/** Longest wait for what takes a moment, ms: other suites keep processor and disk busy. */
const LIMIT_MS = 60_000;

let folder: string;
let stores: DeliveryStore[];
let queues: DeliveryQueue[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faucet-queue-"));
  stores = [];
  queues = [];
});
afterEach(async () => {
  for (const queue of queues) await queue.close();
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true, force: true });
});

function openStore(): DeliveryStore {
  const store = new DeliveryStore({ file: join(folder, "faucet.db") });
  stores.push(store);
  return store;
}

function openQueue(
  store: DeliveryStore,
  deliver: (delivery: Delivery) => Promise<string>,
  reply: (request: StoredRequest) => Promise<void> = async () => {},
): DeliveryQueue {
  const queue = new DeliveryQueue(store, { batchSize: 1, deliver: oneByOne(deliver), reply }, silentLog);
  queues.push(queue);
  return queue;
}

function request(id: string, amounts: bigint[] = [5n], reply = false): DeliveryRequest {
  return {
    id,
    recipient: "@alice",
    nostrPubkey: "aa".repeat(32),
    address: "DIRECT://00",
    items: amounts.map((amount) => ({ asset: "UCT", coinId: "cc".repeat(32), amount })),
    ...(reply && { replyTo: { nostrPubkey: "bb".repeat(32), commandId: "c1" } }),
  };
}

describe("DeliveryQueue", () => {
  it("delivers each item of a request once and remembers the events", async () => {
    const delivered: bigint[] = [];
    const queue = openQueue(openStore(), async ({ amount, item }) => {
      delivered.push(amount);
      return `event-${item}`;
    });
    queue.accept(request("r1", [1n, 2n, 3n]));
    const outcome = await queue.settled("r1", LIMIT_MS);
    expect(outcome.deliveries.map(({ state, eventId }) => [state, eventId])).toEqual([
      ["delivered", "event-0"],
      ["delivered", "event-1"],
      ["delivered", "event-2"],
    ]);
    expect(delivered.sort()).toEqual([1n, 2n, 3n]);
  });

  it("does not deliver a request id twice, also at the same time and after a restart", async () => {
    let count = 0;
    const deliver = async () => {
      count += 1;
      return "event";
    };
    const store = openStore();
    const queue = openQueue(store, deliver);
    queue.accept(request("r1"));
    queue.accept(request("r1"));
    await queue.settled("r1", LIMIT_MS);
    queue.accept(request("r1"));
    await queue.close();
    store.close();
    stores = [];
    const again = openQueue(openStore(), deliver);
    expect(again.resume()).toBe(0);
    again.accept(request("r1"));
    await again.settled("r1", LIMIT_MS);
    expect(count).toBe(1);
  });

  it("retries what may pass, with the same token, and tells the last error meanwhile", async () => {
    const plans: string[] = [];
    let broken = true;
    const queue = openQueue(openStore(), async ({ tokenId, mintSalt, transferSalt, eventTag }) => {
      plans.push([tokenId, mintSalt, transferSalt, eventTag].join());
      if (broken) throw new Error("the relay is away");
      return "event";
    });
    queue.accept(request("r1"));
    await eventually("a first failure", () => plans.length > 0);
    const early = await queue.settled("r1", 0);
    expect(queue.lastError("r1")).toBe("the relay is away");
    expect(early.deliveries[0]?.state).toBe("pending");
    broken = false;
    const settled = await queue.settled("r1", LIMIT_MS);
    expect(settled.deliveries[0]?.state).toBe("delivered");
    expect(plans.length).toBeGreaterThan(1);
    expect(new Set(plans).size).toBe(1);
  });

  it("continues after a restart with the token that was planned before the mint", async () => {
    const store = openStore();
    const plans: string[] = [];
    const first = openQueue(store, async (delivery) => {
      plans.push(delivery.tokenId + delivery.mintSalt + delivery.transferSalt + delivery.eventTag);
      throw new Error("killed before the answer");
    });
    first.accept(request("r1"));
    await eventually("the first attempt", () => plans.length > 0);
    await first.close();
    store.close();
    stores = [];
    const second = openQueue(openStore(), async (delivery) => {
      plans.push(delivery.tokenId + delivery.mintSalt + delivery.transferSalt + delivery.eventTag);
      return "event";
    });
    expect(second.resume()).toBe(1);
    const settled = await second.settled("r1", LIMIT_MS);
    expect(settled.deliveries[0]?.state).toBe("delivered");
    expect(new Set(plans).size).toBe(1);
  });

  it("ends a delivery that cannot succeed and keeps the others", async () => {
    const queue = openQueue(openStore(), async ({ item }) => {
      if (item === 1) throw new DeliveryFailed("SEND_FAILED", "blocked");
      return "event";
    });
    queue.accept(request("r1", [1n, 2n]));
    const settled = await queue.settled("r1", LIMIT_MS);
    expect(settled.deliveries.map(({ state }) => state)).toEqual(["delivered", "failed"]);
    expect(settled.deliveries[1]?.failure).toEqual({ code: "SEND_FAILED", message: "blocked" });
  });

  it("replies when all items are settled, again until it worked, and not after a restart", async () => {
    const replies: (string | undefined)[][] = [];
    const store = openStore();
    const queue = openQueue(
      store,
      async ({ item }) => `event-${item}`,
      async ({ deliveries }) => {
        replies.push(deliveries.map(({ eventId }) => eventId));
        if (replies.length === 1) throw new Error("the relay is away");
      },
    );
    queue.accept(request("r1", [1n, 2n], true));
    await eventually("the reply was sent", () => store.find("r1")?.replied);
    expect(replies).toEqual([
      ["event-0", "event-1"],
      ["event-0", "event-1"],
    ]);
    expect(store.unfinished()).toEqual([]);
  });

  it("forgets old settled requests and seen messages, never unfinished ones", async () => {
    const store = openStore();
    store.accept(request("old pending"), 1);
    const settled = store.accept(request("old settled"), 2).stored;
    for (const delivery of settled.deliveries) store.markDelivered(delivery, "event");
    store.accept(request("new"), 3);
    store.markSeen("old", 1);
    store.markSeen("new", 3);
    store.prune(2, 1);
    expect(["old pending", "old settled", "new"].map((id) => store.find(id)?.id)).toEqual([
      "old pending",
      undefined,
      "new",
    ]);
    expect([store.hasSeen("old"), store.hasSeen("new")]).toEqual([false, true]);
  });

  it("that starts over gives up what is under way, and continues what the restored store has", async () => {
    const store = openStore();
    const started: string[] = [];
    const first = Promise.withResolvers<string>();
    const queue = openQueue(store, async ({ requestId }) => {
      started.push(requestId);
      return started.length <= 2 ? first.promise : "second event";
    });
    queue.accept(request("kept"));
    const copy = store.copies.take();
    queue.accept(request("undone"));
    await eventually("both are under way", () => started.length === 2);
    const [kept, undone] = [queue.settled("kept", LIMIT_MS), queue.settled("undone", LIMIT_MS)];
    undone.catch(() => {});
    queue.startOver(() => store.copies.revert(copy));
    await expect(undone).rejects.toThrow(RequestUndone);
    expect((await kept).deliveries[0]?.eventId).toBe("second event");
    first.resolve("event of what was given up");
    await queue.close();
    expect(started).toEqual(["kept", "undone", "kept"]);
    expect(store.find("kept")?.deliveries[0]?.eventId).toBe("second event");
    expect(store.find("undone")).toBe(undefined);
  });
});
