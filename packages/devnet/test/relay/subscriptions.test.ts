import { describe, expect, it } from "vitest";
import { author, nowSeconds } from "./support/events.ts";
import { rawClient } from "./support/raw-client.ts";
import { testRelay } from "./support/relay.ts";

const LIVE = { kinds: [1], since: nowSeconds() - 3600 };

describe("a subscription", () => {
  it("gets EOSE also when nothing is stored or the limit is 0", async () => {
    const client = await rawClient((await testRelay()).url);
    client.send(["REQ", "empty", { kinds: [7] }]);
    client.send(["REQ", "zero", { kinds: [1], limit: 0 }]);
    expect(await client.next()).toEqual(["EOSE", "empty"]);
    expect(await client.next()).toEqual(["EOSE", "zero"]);
  });

  it("that is repeated is ignored, without a second EOSE", async () => {
    const client = await rawClient((await testRelay()).url);
    client.send(["REQ", "a", { kinds: [1], limit: 5, "#t": ["x"] }]);
    client.send(["REQ", "a", { "#t": ["x"], limit: 5, kinds: [1] }]);
    expect(await client.settle()).toEqual([["EOSE", "a"]]);
  });

  it("that the database refuses is not left open: repeated, it is refused again", async () => {
    const client = await rawClient((await testRelay()).url);
    const tooDeep = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`#${String.fromCharCode(0x4e00 + i)}`, ["x"]]),
    );
    const refused = ["NOTICE", "error: the relay could not read its database"];
    client.send(["REQ", "a", tooDeep]);
    client.send(["REQ", "a", tooDeep]);
    expect(await client.settle()).toEqual([refused, refused]);
    client.send(["REQ", "a", { kinds: [1] }]);
    client.send(["REQ", "a", tooDeep]);
    expect(await client.settle()).toEqual([["EOSE", "a"], refused]);
    const event = author().sign({ kind: 1 });
    client.send(["EVENT", event]);
    expect(await client.until("OK")).toContainEqual(["EVENT", "a", event]);
  });

  it("is replaced by another one with the same id", async () => {
    const relay = await testRelay();
    const client = await rawClient(relay.url);
    client.send(["REQ", "a", { kinds: [1] }]);
    client.send(["REQ", "a", { kinds: [2] }]);
    expect(await client.settle()).toEqual([
      ["EOSE", "a"],
      ["EOSE", "a"],
    ]);
    const [first, second] = [author().sign({ kind: 1 }), author().sign({ kind: 2 })];
    client.send(["EVENT", first]);
    client.send(["EVENT", second]);
    const events = (await client.until("OK")).concat(await client.until("OK"));
    expect(events.filter(([type]) => type === "EVENT")).toEqual([["EVENT", "a", second]]);
  });

  it("gets new events of others until it is closed, and no CLOSED message", async () => {
    const relay = await testRelay();
    const [subscriber, publisher] = [await rawClient(relay.url), await rawClient(relay.url)];
    subscriber.send(["REQ", "live", LIVE]);
    await subscriber.until("EOSE");
    const first = author().sign();
    publisher.send(["EVENT", first]);
    expect(await subscriber.next()).toEqual(["EVENT", "live", first]);
    subscriber.send(["CLOSE", "live"]);
    expect(await subscriber.settle()).toEqual([]);
    publisher.send(["EVENT", author().sign()]);
    await publisher.until("OK");
    await publisher.until("OK");
    expect(await subscriber.settle()).toEqual([]);
  });

  it("gets an event once although several of its filters match, under each subscription that matches", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign({ tags: [["t", "x"]] });
    client.send(["EVENT", event]);
    await client.until("OK");
    client.send(["REQ", "a", { kinds: [1] }, { "#t": ["x"] }]);
    expect(await client.until("EOSE")).toEqual([
      ["EVENT", "a", event],
      ["EOSE", "a"],
    ]);
    client.send(["REQ", "b", { kinds: [1] }]);
    await client.until("EOSE");
    const live = author().sign({ tags: [["t", "x"]] });
    client.send(["EVENT", live]);
    expect(await client.until("OK")).toEqual([
      ["EVENT", "a", live],
      ["EVENT", "b", live],
      ["OK", live.id, true, ""],
    ]);
  });

  it("with a limit gets the newest first, without one the oldest first", async () => {
    const client = await rawClient((await testRelay()).url);
    const { sign } = author();
    const events = [30, 10, 20].map((created_at) => sign({ created_at }));
    for (const event of events) client.send(["EVENT", event]);
    for (const _ of events) await client.until("OK");
    const times = async (id: string, filter: object) => {
      client.send(["REQ", id, filter]);
      const messages = await client.until("EOSE");
      return messages.slice(0, -1).map(([, , event]) => (event as { created_at: number }).created_at);
    };
    expect(await times("newest", { kinds: [1], limit: 2 })).toEqual([30, 20]);
    expect(await times("all", { kinds: [1] })).toEqual([10, 20, 30]);
  });

  it("id may have 256 characters, not more", async () => {
    const client = await rawClient((await testRelay()).url);
    client.send(["REQ", "x".repeat(256), { kinds: [1] }]);
    client.send(["REQ", "x".repeat(257), { kinds: [1] }]);
    expect(await client.next()).toEqual(["EOSE", "x".repeat(256)]);
    expect(await client.next()).toEqual([
      "NOTICE",
      "Subscription error: Subscription identifier max length exceeded",
    ]);
  });

  it("number 33 is refused with a NOTICE until another one is closed", async () => {
    const client = await rawClient((await testRelay()).url);
    for (let index = 0; index < 33; index += 1) client.send(["REQ", `s${index}`, { kinds: [1] }]);
    const messages = await client.settle();
    expect(messages.filter(([type]) => type === "EOSE")).toHaveLength(32);
    expect(messages.at(-1)).toEqual([
      "NOTICE",
      "Subscription error: Maximum concurrent subscription count reached",
    ]);
    client.send(["REQ", "s0", { kinds: [2] }]);
    expect(await client.next()).toEqual(["EOSE", "s0"]);
    client.send(["CLOSE", "s1"]);
    client.send(["REQ", "s32", { kinds: [1] }]);
    expect(await client.next()).toEqual(["EOSE", "s32"]);
  });
});

describe("many subscribers", () => {
  it("all get each event once while others publish", async () => {
    const relay = await testRelay();
    const subscribers = await Promise.all(Array.from({ length: 60 }, () => rawClient(relay.url)));
    for (const subscriber of subscribers) subscriber.send(["REQ", "live", LIVE]);
    await Promise.all(subscribers.map((subscriber) => subscriber.until("EOSE")));
    const publisher = await rawClient(relay.url);
    const { sign } = author();
    const events = Array.from({ length: 20 }, (_, index) => sign({ content: String(index) }));
    for (const event of events) publisher.send(["EVENT", event]);
    for (const _ of events) await publisher.until("OK");
    for (const subscriber of subscribers) {
      const received = (await subscriber.settle()).map(([, , event]) => (event as { id: string }).id);
      expect(received).toEqual(events.map(({ id }) => id));
    }
  });

  it("who join during a flood see each event exactly once, stored or live", async () => {
    const relay = await testRelay();
    const publisher = await rawClient(relay.url);
    const { sign } = author();
    const events = Array.from({ length: 240 }, (_, index) => sign({ content: String(index) }));
    const subscribers: Awaited<ReturnType<typeof rawClient>>[] = [];
    for (const [index, event] of events.entries()) {
      publisher.send(["EVENT", event]);
      if (index % 40 !== 20) continue;
      const subscriber = await rawClient(relay.url);
      subscriber.send(["REQ", "all", { kinds: [1] }]);
      subscribers.push(subscriber);
    }
    for (const _ of events) await publisher.until("OK");
    for (const subscriber of subscribers) {
      const messages = await subscriber.settle();
      expect(messages.filter(([type]) => type === "EOSE")).toHaveLength(1);
      const ids = messages.flatMap(([type, , event]) =>
        type === "EVENT" ? [(event as { id: string }).id] : [],
      );
      expect(ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    }
  });
});
