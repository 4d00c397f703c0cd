import { connect } from "node:net";
import { expect, it } from "vitest";
import { author } from "./support/events.ts";
import { rawClient } from "./support/raw-client.ts";
import { testRelay } from "./support/relay.ts";

async function counter(httpUrl: string, name: string): Promise<number> {
  const metrics = await (await fetch(`${httpUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1]);
}

it("drops a subscriber that does not read, and serves the others", async () => {
  const relay = await testRelay({ limits: { maxSendBufferBytes: 1_000_000 } });
  const [slow, publisher] = [await rawClient(relay.url), await rawClient(relay.url)];
  slow.send(["REQ", "live", { kinds: [1] }]);
  await slow.until("EOSE");
  slow.socket.pause();
  const { sign } = author();
  let published = 0;
  while ((await counter(relay.httpUrl, "nostr_slow_readers_dropped_total")) === 0 && published < 400) {
    publisher.send(["EVENT", sign({ content: `${published++}`.padEnd(200_000, "x") })]);
    expect((await publisher.next()).slice(2)).toEqual([true, ""]);
  }
  expect(await counter(relay.httpUrl, "nostr_slow_readers_dropped_total")).toBe(1);
  await expect.poll(() => counter(relay.httpUrl, "nostr_connections_active")).toBe(1);
});

it("keeps little in memory for a subscriber that pauses during stored events, and ends up complete", async () => {
  const relay = await testRelay({ limits: { maxSendBufferBytes: 4_000_000 } });
  const publisher = await rawClient(relay.url);
  const { sign } = author();
  const count = 100;
  for (let index = 0; index < count; index += 1) {
    publisher.send(["EVENT", sign({ created_at: index, content: "x".repeat(200_000) })]);
  }
  for (let index = 0; index < count; index += 1) await publisher.until("OK");
  const reader = await rawClient(relay.url);
  reader.socket.pause();
  reader.send(["REQ", "all", { kinds: [1] }]);
  await expect.poll(() => counter(relay.httpUrl, "nostr_events_sent_stored_total")).toBeGreaterThan(0);
  expect(await counter(relay.httpUrl, "nostr_events_sent_stored_total")).toBeLessThan(count);
  const live = sign({ created_at: 1000, content: "live" });
  publisher.send(["EVENT", live]);
  await publisher.until("OK");
  reader.socket.resume();
  const messages = await reader.until("EOSE");
  expect(messages).toHaveLength(count + 1);
  expect(await reader.next()).toEqual(["EVENT", "all", live]);
  expect(await counter(relay.httpUrl, "nostr_slow_readers_dropped_total")).toBe(0);
});

it("drops a peer that does not answer pings and keeps one that does", async () => {
  const relay = await testRelay({ limits: { pingIntervalMs: 1_000 } });
  const healthy = await rawClient(relay.url);
  const dead = connect(relay.port, relay.host);
  const closed = new Promise((resolve) => dead.once("close", resolve));
  dead.on("data", () => {}); // reads, but never answers a ping
  dead.write(
    "GET / HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await closed;
  expect(await counter(relay.httpUrl, "nostr_dead_peers_dropped_total")).toBe(1);
  expect(await healthy.settle()).toEqual([]);
});

it("reads a flood only as fast as it can check it, and answers all of it", async () => {
  const relay = await testRelay({ limits: { maxPendingEvents: 5 } });
  const client = await rawClient(relay.url);
  const { sign } = author();
  const events = Array.from({ length: 100 }, (_, index) => sign({ content: String(index) }));
  for (const event of events) client.send(["EVENT", event]);
  const answers = [];
  for (const _ of events) answers.push((await client.next())[1]);
  expect(answers).toEqual(events.map(({ id }) => id));
});
