import { finalizeEvent, generateSecretKey, type NostrEvent } from "nostr-tools/pure";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { answersSoon } from "../../src/faucet/nostr/answers-soon.ts";
import { EventRejected, RelayUnavailable } from "../../src/faucet/nostr/relay-access.ts";
import { RelayPool } from "../../src/faucet/nostr/relay-pool.ts";
import { eventually } from "./support/eventually.ts";
import { ScriptedRelay } from "./support/scripted-relay.ts";

it("one that never answers holds up nobody longer than the grace", async () => {
  const never = new Promise<string>(() => {});
  expect(await answersSoon([never, Promise.resolve("fast"), Promise.reject(new Error("no"))], 5)).toEqual([
    "fast",
  ]);
});

let first: ScriptedRelay;
let second: ScriptedRelay;
let pool: RelayPool;
let statuses: string[];

beforeEach(async () => {
  first = await ScriptedRelay.start();
  second = await ScriptedRelay.start();
  statuses = [];
  pool = await connected(20_000);
  return async () => {
    pool.close();
    await first.close();
    await second.close();
  };
});

/** A pool that is connected, and waits for an answer so long. */
async function connected(answerTimeoutMs: number): Promise<RelayPool> {
  const made = new RelayPool({
    urls: [first.url, second.url],
    answerTimeoutMs,
    onStatus: (url, connected) => statuses.push(`${url} ${connected}`),
  });
  onTestFinished(() => made.close());
  await eventually("both are connected", () => made.members.every(({ connected }) => connected));
  return made;
}

function note(content = "hello"): NostrEvent {
  return finalizeEvent({ kind: 1, created_at: 1, tags: [], content }, generateSecretKey());
}

const ids = (events: NostrEvent[]) => events.map(({ id }) => id).sort();

async function goDown(relay: ScriptedRelay): Promise<void> {
  relay.goDown();
  await eventually("it is noticed", () => statuses.includes(`${relay.url} false`));
}

describe("several relays", () => {
  it("all get what is published, and one answer is the union, each event once", async () => {
    const [both, onlyFirst, onlySecond] = [note("both"), note("first"), note("second")];
    await pool.publish(both);
    expect([first.events, second.events].map(ids)).toEqual([[both.id], [both.id]]);
    first.inject(onlyFirst);
    second.inject(onlySecond);
    expect(ids(await pool.query({ kinds: [1] }))).toEqual(ids([both, onlyFirst, onlySecond]));
  });

  it("are read live, each event once", async () => {
    const received: string[] = [];
    pool.subscribe(
      () => [{ kinds: [1] }],
      ({ content }) => received.push(content),
    );
    await eventually("both know", () => first.subscriptionCount + second.subscriptionCount === 2);
    await pool.publish(note("both"));
    second.inject(note("second"));
    await eventually("the last one is there", () => received.includes("second"));
    expect(received).toEqual(["both", "second"]);
  });

  it("work with one of them down, and with both again when it is back", async () => {
    await goDown(first);
    expect(pool.connected).toBe(true);
    const event = note();
    await pool.publish(event);
    expect(ids(await pool.query({ kinds: [1] }))).toEqual([event.id]);
    first.comeBack();
    await eventually("it is back", () => pool.members.every(({ connected }) => connected));
    await pool.publish(note("again"));
    expect(first.events.map(({ content }) => content)).toEqual(["again"]);
  });

  it("take the answer of the other one when one is silent or refuses", async () => {
    first.answersQueries = false;
    first.mode = "reject";
    const event = note();
    await pool.publish(event);
    expect(ids(await pool.query({ kinds: [1] }))).toEqual([event.id]);
  });

  it("refuse an event only when all of them do, and name each reason", async () => {
    first.mode = "reject";
    second.mode = "reject";
    const refused = await pool.publish(note()).catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(EventRejected);
    expect(String(refused)).toContain(first.url);
    second.mode = "silent";
    const impatient = await connected(400);
    await expect(impatient.publish(note())).rejects.toBeInstanceOf(RelayUnavailable);
  });

  it("are not connected when none is", async () => {
    await Promise.all([goDown(first), goDown(second)]);
    expect(pool.connected).toBe(false);
    await expect(pool.query({ kinds: [1] })).rejects.toBeInstanceOf(RelayUnavailable);
  });
});
