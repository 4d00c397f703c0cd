import { describe, expect, it } from "vitest";
import { author, nowSeconds } from "./support/events.ts";
import { type RawClient, rawClient } from "./support/raw-client.ts";
import { testRelay } from "./support/relay.ts";

async function publish(client: RawClient, event: { id: string }): Promise<unknown[]> {
  client.send(["EVENT", event]);
  for (;;) {
    const message = await client.next();
    if (message[0] === "OK" && message[1] === event.id) return message.slice(2);
  }
}

let queries = 0;
async function stored(client: RawClient, ...filters: object[]): Promise<string[]> {
  const id = `query-${queries++}`;
  client.send(["REQ", id, ...filters]);
  const messages = await client.until("EOSE");
  client.send(["CLOSE", id]);
  return messages.filter(([type]) => type === "EVENT").map(([, , event]) => (event as { id: string }).id);
}

describe("an event", () => {
  it("is answered OK with an empty reason and found by the next REQ", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign({ content: "hello" });
    expect(await publish(client, event)).toEqual([true, ""]);
    client.send(["REQ", "a", { ids: [event.id] }]);
    expect(await client.until("EOSE")).toEqual([
      ["EVENT", "a", event],
      ["EOSE", "a"],
    ]);
  });

  it("is a duplicate the second time and not sent to subscribers again", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign();
    await publish(client, event);
    client.send(["REQ", "live", { since: nowSeconds() - 60 }]);
    await client.until("EOSE");
    client.send(["EVENT", event]);
    expect(await client.next()).toEqual(["OK", event.id, true, "duplicate: "]);
    expect(await client.settle()).toEqual([]);
  });

  it.each([
    ["a changed content", { content: "other" }, "invalid: Event invalid id"],
    ["a foreign signature", { sig: author().sign().sig }, "invalid: Event invalid signature"],
    ["a short signature", { sig: "00" }, "invalid: Event invalid signature"],
  ])("with %s is refused", async (_, change, reason) => {
    const client = await rawClient((await testRelay()).url);
    const event = { ...author().sign({ content: "x" }), ...change };
    expect(await publish(client, event)).toEqual([false, reason]);
    expect(await stored(client, { ids: [event.id] })).toEqual([]);
  });

  it("with a key that is no point of the curve is refused", async () => {
    const client = await rawClient((await testRelay()).url);
    const { eventHash } = await import("../../src/relay/event/event.ts");
    const event = { ...author().sign(), pubkey: "f".repeat(64) };
    event.id = eventHash(event);
    expect(await publish(client, event)).toEqual([false, "invalid: Event invalid signature"]);
  });

  it("may be two days old, as gift wraps are", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign({ kind: 1059, created_at: nowSeconds() - 2 * 86_400 });
    expect(await publish(client, event)).toEqual([true, ""]);
  });

  it("from the future is accepted unless NIP-22 is switched on", async () => {
    const event = author().sign({ created_at: nowSeconds() + 10_000 });
    const open = await rawClient((await testRelay()).url);
    expect(await publish(open, event)).toEqual([true, ""]);
    const strict = await rawClient((await testRelay({ limits: { rejectFutureSeconds: 1800 } })).url);
    expect(await publish(strict, event)).toEqual([
      false,
      "invalid: The event created_at field is out of the acceptable range (+1800sec) for this relay.",
    ]);
  });

  it("that has expired is refused, and one that expires later disappears then", async () => {
    let now = Date.now();
    const client = await rawClient((await testRelay({ clock: () => now })).url);
    const expiring = (seconds: number) =>
      author().sign({ tags: [["expiration", String(Math.floor(now / 1000) + seconds)]] });
    expect(await publish(client, expiring(0))).toEqual([false, "invalid: The event has already expired"]);
    const event = expiring(10);
    expect(await publish(client, event)).toEqual([true, ""]);
    expect(await stored(client, { ids: [event.id] })).toEqual([event.id]);
    now += 11_000;
    expect(await stored(client, { ids: [event.id] })).toEqual([]);
  });

  it("that is ephemeral reaches subscribers and is not stored", async () => {
    const relay = await testRelay();
    const subscriber = await rawClient(relay.url);
    subscriber.send(["REQ", "typing", { kinds: [25050] }]);
    await subscriber.until("EOSE");
    const event = author().sign({ kind: 25050 });
    const client = await rawClient(relay.url);
    expect(await publish(client, event)).toEqual([true, ""]);
    expect(await subscriber.next()).toEqual(["EVENT", "typing", event]);
    expect(await stored(client, { ids: [event.id] })).toEqual([]);
  });
});

describe("replaceable events", () => {
  it.each([0, 3, 41, 10_002])("of kind %i keep the newest one only", async (kind) => {
    const client = await rawClient((await testRelay()).url);
    const { sign, pubkey } = author();
    const [old, middle, newest] = [10, 20, 30].map((created_at) => sign({ kind, created_at }));
    expect(await publish(client, middle as never)).toEqual([true, ""]);
    expect(await publish(client, old as never)).toEqual([true, "duplicate: "]);
    expect(await publish(client, newest as never)).toEqual([true, ""]);
    expect(await stored(client, { authors: [pubkey], kinds: [kind] })).toEqual([newest?.id]);
  });

  it("with an address keep the newest one per author and d tag", async () => {
    const client = await rawClient((await testRelay()).url);
    const alice = author();
    const bound = (name: string, created_at: number, by = alice) =>
      by.sign({ kind: 30078, created_at, tags: [["d", name]] });
    const first = bound("a", 10);
    const second = bound("a", 20);
    const other = bound("b", 10);
    const foreign = bound("a", 5, author());
    for (const event of [first, second, other, foreign]) {
      expect(await publish(client, event)).toEqual([true, ""]);
    }
    expect(await publish(client, bound("a", 15))).toEqual([true, "duplicate: "]);
    expect(await stored(client, { kinds: [30078], limit: 10 })).toEqual([second.id, other.id, foreign.id]);
    expect(await stored(client, { kinds: [30078], "#d": ["a"], authors: [alice.pubkey] })).toEqual([
      second.id,
    ]);
  });

  it("without a d tag share the empty address", async () => {
    const client = await rawClient((await testRelay()).url);
    const { sign } = author();
    const [first, second] = [sign({ kind: 31116, created_at: 1 }), sign({ kind: 31116, created_at: 2 })];
    await publish(client, first);
    await publish(client, second);
    expect(await stored(client, { kinds: [31116] })).toEqual([second.id]);
  });

  it("of the same second keep the one that came first", async () => {
    const client = await rawClient((await testRelay()).url);
    const { sign } = author();
    const first = sign({ kind: 0, created_at: 5, content: "first" });
    expect(await publish(client, first)).toEqual([true, ""]);
    expect(await publish(client, sign({ kind: 0, created_at: 5, content: "second" }))).toEqual([
      true,
      "duplicate: ",
    ]);
    expect(await stored(client, { kinds: [0] })).toEqual([first.id]);
  });

  it("are found by the tags of the newest one only", async () => {
    const client = await rawClient((await testRelay()).url);
    const { sign } = author();
    await publish(client, sign({ kind: 0, created_at: 1, tags: [["t", "old"]] }));
    const current = sign({ kind: 0, created_at: 2, tags: [["t", "new"]] });
    await publish(client, current);
    expect(await stored(client, { "#t": ["old"] })).toEqual([]);
    expect(await stored(client, { "#t": ["new"] })).toEqual([current.id]);
  });
});

describe("a deletion request", () => {
  it("hides the author's own events and nobody else's", async () => {
    const client = await rawClient((await testRelay()).url);
    const alice = author();
    const own = alice.sign();
    const foreign = author().sign();
    for (const event of [own, foreign]) await publish(client, event);
    const deletion = alice.sign({ kind: 5, tags: [own, foreign].map(({ id }) => ["e", id]) });
    expect(await publish(client, deletion)).toEqual([true, ""]);
    expect(await stored(client, { ids: [own.id, foreign.id, deletion.id] })).toEqual(
      expect.arrayContaining([foreign.id, deletion.id]),
    );
    expect(await stored(client, { ids: [own.id] })).toEqual([]);
    expect(await publish(client, own)).toEqual([true, "duplicate: "]);
  });

  it("also catches an event that arrives after it", async () => {
    const relay = await testRelay();
    const client = await rawClient(relay.url);
    const alice = author();
    const late = alice.sign();
    await publish(client, alice.sign({ kind: 5, tags: [["e", late.id]] }));
    const subscriber = await rawClient(relay.url);
    subscriber.send(["REQ", "live", { kinds: [1] }]);
    await subscriber.until("EOSE");
    expect(await publish(client, late)).toEqual([true, "duplicate: "]);
    expect(await subscriber.settle()).toEqual([]);
    expect(await stored(client, { ids: [late.id] })).toEqual([]);
  });

  it("does not delete another deletion request", async () => {
    const client = await rawClient((await testRelay()).url);
    const { sign } = author();
    const first = sign({ kind: 5, tags: [["e", "0".repeat(64)]] });
    await publish(client, first);
    await publish(client, sign({ kind: 5, tags: [["e", first.id]] }));
    expect(await stored(client, { ids: [first.id] })).toEqual([first.id]);
  });
});
