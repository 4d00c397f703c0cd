import { finalizeEvent, generateSecretKey, type NostrEvent } from "nostr-tools/pure";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { EventRejected, RelayUnavailable } from "../../src/faucet/nostr/relay-access.ts";
import { RelayClient } from "../../src/faucet/nostr/relay-client.ts";
import { eventually } from "./support/eventually.ts";
import { ScriptedRelay } from "./support/scripted-relay.ts";

let relay: ScriptedRelay;
let client: RelayClient;

beforeEach(async () => {
  relay = await ScriptedRelay.start();
  client = await connected();
});
afterEach(() => relay.close());

async function connected(answerTimeoutMs = 20_000): Promise<RelayClient> {
  const made = new RelayClient({ url: relay.url, answerTimeoutMs });
  onTestFinished(() => made.close());
  await eventually("the client is connected", () => made.connected);
  return made;
}

function note(content: string): NostrEvent {
  return finalizeEvent({ kind: 1, created_at: 1, tags: [], content }, generateSecretKey());
}

describe("RelayClient", () => {
  it("publishes when the relay says OK", async () => {
    await client.publish(note("a"));
    expect(relay.events.map((event) => event.content)).toEqual(["a"]);
  });

  it("reports a refusal as final and silence as passing", async () => {
    relay.mode = "reject";
    await expect(client.publish(note("a"))).rejects.toThrow(EventRejected);
    relay.mode = "silent";
    const impatient = await connected(300);
    await expect(impatient.publish(note("b"))).rejects.toThrow(RelayUnavailable);
  });

  it("reports a query without EOSE, and a lost connection, as passing", async () => {
    relay.answersQueries = false;
    const impatient = await connected(300);
    await expect(impatient.query({ kinds: [1] })).rejects.toThrow(RelayUnavailable);
    relay.mode = "silent";
    const published = client.publish(note("a"));
    published.catch(() => {});
    relay.dropConnections();
    await expect(published).rejects.toThrow(RelayUnavailable);
  });

  it("never has more than 32 subscriptions open, however many queries are asked at once", async () => {
    relay.events.push(note("a"));
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, relay.subscriptionCount);
    }, 1);
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.query({ kinds: [1] })));
    clearInterval(watch);
    expect(answers.every((events) => events.length === 1)).toBe(true);
    expect(most).toBeLessThanOrEqual(32);
    await eventually("all queries are closed", () => relay.subscriptionCount === 0);
  });

  it("asks for its subscriptions again after the relay restarted", async () => {
    const seen: string[] = [];
    client.subscribe(
      () => [{ kinds: [1] }],
      (event) => seen.push(event.content),
    );
    await eventually("the subscription is open", () => relay.subscriptionCount === 1);
    relay.goDown();
    await eventually("the client noticed", () => !client.connected);
    relay.comeBack();
    relay.inject(note("stored meanwhile"));
    await eventually("the client is connected again", () => client.connected);
    await eventually("the stored event arrives", () => seen.includes("stored meanwhile"));
    relay.inject(note("live"));
    await eventually("a live event arrives", () => seen.includes("live"));
  });
});
