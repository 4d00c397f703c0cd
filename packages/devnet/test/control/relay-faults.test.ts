import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { connectControl } from "../../src/control.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { author } from "../relay/support/events.ts";
import { type RawClient, rawClient } from "../relay/support/raw-client.ts";
import { testRelay } from "../relay/support/relay.ts";
import { withCode } from "./support/controlled-aggregator.ts";

async function controlledRelay() {
  const folder = temporaryFolder();
  const { url } = await testRelay({ control: folder });
  return { url, control: connectControl(folder), client: await rawClient(url) };
}

async function publish(client: RawClient, event: { id: string }): Promise<unknown[]> {
  client.send(["EVENT", event]);
  const messages = await client.until("OK");
  return messages.at(-1) as unknown[];
}

test("dropped writes are answered with OK and reach nobody; later ones arrive", async () => {
  const { url, control, client } = await controlledRelay();
  const subscriber = await rawClient(url);
  subscriber.send(["REQ", "live", { kinds: [1, 20_001] }]);
  await subscriber.until("EOSE");
  const [lost, fleeting, kept] = ["lost", "fleeting", "kept"].map((content) =>
    author().sign({ content, kind: content === "fleeting" ? 20_001 : 1 }),
  );
  if (!lost || !fleeting || !kept) throw new Error("no events");
  await control.fault("relay", { dropWrites: true });
  expect(await publish(client, lost)).toEqual(["OK", lost.id, true, ""]);
  expect(await publish(client, fleeting)).toEqual(["OK", fleeting.id, true, ""]);
  const forged = { ...author().sign(), sig: "00".repeat(64) };
  expect(await publish(client, forged)).toEqual(["OK", forged.id, false, "invalid: Event invalid signature"]);
  await control.clearFaults("relay");
  expect(await publish(client, kept)).toEqual(["OK", kept.id, true, ""]);
  expect(await subscriber.next()).toEqual(["EVENT", "live", kept]);
  client.send(["REQ", "all", { ids: [lost.id, kept.id] }]);
  expect(await client.until("EOSE")).toEqual([
    ["EVENT", "all", kept],
    ["EOSE", "all"],
  ]);
});

test("latency holds answers back, and the first question is answered first after it", async () => {
  const { control, client } = await controlledRelay();
  await control.fault("relay", { latencyMs: 500 });
  client.send(["REQ", "first", { kinds: [1] }]);
  const first = client.next();
  expect(await Promise.race([first, delay(100, "gave up")])).toBe("gave up");
  await control.clearFaults();
  client.send(["REQ", "second", { kinds: [1] }]);
  expect([await first, await client.next()]).toEqual([
    ["EOSE", "first"],
    ["EOSE", "second"],
  ]);
});

test("latency holds for its plain HTTP too", async () => {
  const { url, control } = await controlledRelay();
  await control.fault("relay", { latencyMs: 60_000 });
  const health = () => fetch(`${url.replace(/^ws/, "http")}/health`, { signal: AbortSignal.timeout(200) });
  await expect(health()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a relay has no HTTP status to show, and seals no rounds", async () => {
  const { control } = await controlledRelay();
  await expect(control.fault("relay", { status: 503 })).rejects.toEqual(withCode("FAULT_IMPOSSIBLE"));
  await expect(control.nextRound()).rejects.toEqual(withCode("CONTROL_UNREACHABLE"));
});
