import { randomUUID } from "node:crypto";
import { NIP17, NostrKeyManager } from "@unicitylabs/nostr-js-sdk";
import type { NostrEvent } from "nostr-tools/pure";
import { afterEach, describe, expect, it } from "vitest";
import { DeliveryFailed } from "../../src/faucet/deliveries/deliver.ts";
import { eventually } from "./support/eventually.ts";
import { startTestFaucet, type TestFaucet, type TestFaucetOptions } from "./support/test-faucet.ts";

interface Answer {
  type: string;
  payload: Record<string, unknown>;
}

let faucet: TestFaucet;
/** The client writes and reads with nostr-js-sdk, as sphere-sdk does. */
let client: NostrKeyManager;

afterEach(() => faucet.close());

async function start(options?: TestFaucetOptions): Promise<TestFaucet> {
  faucet = await startTestFaucet(options);
  client = NostrKeyManager.generate();
  return faucet;
}

function envelope(type: string, payload: unknown, changes: object = {}): string {
  return JSON.stringify({
    acp_version: "0.1",
    msg_id: randomUUID(),
    ts_ms: Date.now(),
    instance_id: "controller",
    instance_name: "controller",
    type,
    payload,
    ...changes,
  });
}

function command(name: string, params: unknown, id: string = randomUUID()): string {
  return envelope("acp.command", { command_id: id, name, params });
}

function send(text: string): void {
  const wrap = NIP17.createGiftWrap(client, faucet.identity.nostrPubkey, text);
  faucet.relay.inject(wrap.toJSON() as unknown as NostrEvent);
}

/** Every answer that the client can read so far. */
function answers(): Answer[] {
  const wraps = faucet.relay.events.filter((event) =>
    event.tags.some(([name, value]) => name === "p" && value === client.getPublicKeyHex()),
  );
  return wraps.map((wrap) => JSON.parse(NIP17.unwrap(wrap as never, client).content));
}

/** Sends a command and returns its answer. */
async function run(name: string, params: unknown, id: string = randomUUID()): Promise<Answer> {
  const before = answers().length;
  send(command(name, params, id));
  return eventually(`the answer to ${name}`, () => answers()[before]);
}

/** Everything sent before is handled once a later ping is answered. */
async function settled(): Promise<void> {
  const id = randomUUID();
  send(envelope("acp.ping", { id }));
  await eventually("the pong", () =>
    answers().some(({ type, payload }) => type === "acp.pong" && payload.id === id),
  );
}

describe("FAUCET_REQUEST", () => {
  it("delivers one item in base units and answers with its token and event", async () => {
    const { alice, deliveries } = await start();
    const params = { recipient: "@alice", asset: "uct", amount: "1000000000000000000", memo: "hi" };
    const { type, payload } = await run("FAUCET_REQUEST", params, "c1");
    expect({ type, payload }).toEqual({
      type: "acp.result",
      payload: {
        command_id: "c1",
        ok: true,
        result: {
          deliveries: [
            {
              asset: "uct",
              coin_id: "455ad8720656b08e8dbd5bac1f3c73eeea5431565f6c1c3af742b1aa12d41d89",
              amount: "1000000000000000000",
              token_id: deliveries[0]?.tokenId,
              transfer_id: "event-0",
            },
          ],
        },
      },
    });
    expect(deliveries).toMatchObject([{ nostrPubkey: alice.nostrPubkey, memo: "hi", amount: 10n ** 18n }]);
  });

  it("delivers up to 20 items, by symbol or id", async () => {
    const { deliveries } = await start();
    const id = "dee5f8ce778562eec90e9c38a91296a023210ccc76ff4c29d527ac3eb64ade93";
    const items = Array.from({ length: 20 }, (_, i) => ({
      asset: i % 2 ? "SOL" : id,
      amount: String(i + 1),
    }));
    const { payload } = await run("FAUCET_REQUEST", { recipient: faucet.alice.chainPubkey, items });
    expect(payload.result).toMatchObject({
      deliveries: items.map(({ amount }) => ({ amount, coin_id: id })),
    });
    expect(deliveries).toHaveLength(20);
  });

  it.each([
    [{ recipient: "@alice", asset: "UCT" }, "INVALID_PARAM"],
    [{ recipient: "@alice", asset: "UCT", amount: 5 }, "INVALID_PARAM"],
    [{ recipient: "@alice", asset: "UCT", amount: "1.5" }, "INVALID_PARAM"],
    [{ recipient: "@alice", asset: "UCT", amount: "0" }, "INVALID_PARAM"],
    [{ recipient: "@alice", asset: "UCT", amount: "1000000000000000001" }, "AMOUNT_TOO_LARGE"],
    [{ recipient: "@alice", asset: "DOGE", amount: "1" }, "INVALID_ASSET"],
    [{ recipient: "@alice", asset: "unicity", amount: "1" }, "INVALID_ASSET"],
    [{ recipient: "@alice", asset: "UCT", amount: "1", memo: "ä".repeat(129) }, "INVALID_PARAM"],
    [{ recipient: "@alice", items: [] }, "INVALID_PARAM"],
    [{ recipient: "@alice", items: Array(21).fill({ asset: "UCT", amount: "1" }) }, "INVALID_PARAM"],
    [{ recipient: "@nobody", asset: "UCT", amount: "1" }, "INVALID_PARAM"],
    [{ recipient: "+14155552671", asset: "UCT", amount: "1" }, "INVALID_PARAM"],
    [undefined, "INVALID_PARAM"],
  ])("answers an error to %j", async (params, code) => {
    const { deliveries } = await start();
    expect(await run("FAUCET_REQUEST", params, "c1")).toEqual(
      expect.objectContaining({
        type: "acp.error",
        payload: { command_id: "c1", ok: false, error_code: code, message: expect.any(String) },
      }),
    );
    expect(deliveries).toEqual([]);
  });

  it("reports a failed item with what was delivered", async () => {
    await start({
      deliver: async ({ item }) => {
        if (item === 1) throw new DeliveryFailed("SEND_FAILED", "blocked");
        return "event";
      },
    });
    const items = [
      { asset: "UCT", amount: "1" },
      { asset: "SOL", amount: "2" },
    ];
    const { type, payload } = await run("FAUCET_REQUEST", { recipient: "@alice", items });
    expect(type).toBe("acp.error");
    expect(payload).toMatchObject({
      error_code: "SEND_FAILED",
      message: "blocked",
      partial: { deliveries: [{ asset: "UCT", amount: "1" }] },
    });
  });

  it("delivers a command id once, answers it again, and refuses it for something else", async () => {
    const { deliveries } = await start();
    const params = { recipient: "@alice", asset: "UCT", amount: "1" };
    const first = await run("FAUCET_REQUEST", params, "c1");
    const second = await run("FAUCET_REQUEST", params, "c1");
    expect(second.payload).toEqual(first.payload);
    expect(deliveries).toHaveLength(1);
    const other = await run("FAUCET_REQUEST", { ...params, amount: "2" }, "c1");
    expect(other.payload).toMatchObject({ error_code: "INVALID_PARAM" });
  });

  it("obeys a replayed message once, also in a new wrap", async () => {
    const { deliveries } = await start();
    const text = command("FAUCET_REQUEST", { recipient: "@alice", asset: "UCT", amount: "1" });
    send(text);
    send(text);
    await eventually("the answer", () => answers().length === 1);
    send(text);
    await settled();
    expect(deliveries).toHaveLength(1);
    expect(answers().filter(({ type }) => type === "acp.result")).toHaveLength(1);
  });

  it("reads the form of a sender with a nametag", async () => {
    const { deliveries } = await start();
    const text = command("FAUCET_REQUEST", { recipient: "@alice", asset: "UCT", amount: "1" });
    send(JSON.stringify({ senderNametag: "bob", text }));
    await eventually("the delivery", () => deliveries.length === 1);
  });

  it("gives an answer up that the relay refuses", async () => {
    const { context } = await start();
    faucet.relay.mode = "reject";
    send(command("FAUCET_REQUEST", { recipient: "@alice", asset: "UCT", amount: "1" }, "c1"));
    const id = `acp:${client.getPublicKeyHex()}:c1`;
    await eventually("the request is finished", () => context.store.find(id)?.replied);
    expect(answers()).toEqual([]);
  });

  it("is limited per recipient and coin", async () => {
    await start({ requestsPerMinute: 1 });
    const params = { recipient: "@alice", asset: "UCT", amount: "1" };
    expect((await run("FAUCET_REQUEST", params)).type).toBe("acp.result");
    expect((await run("FAUCET_REQUEST", params)).payload).toMatchObject({ error_code: "RATE_LIMITED" });
  });

  it("counts amounts together with the other door", async () => {
    const { alice, context } = await start({ maxAmountPerDay: 1 });
    const half = { recipient: "@alice", asset: "UCT", amount: `${5n * 10n ** 17n}` };
    expect((await run("FAUCET_REQUEST", half)).type).toBe("acp.result");
    const over = { recipient: "@alice", items: Array(2).fill({ asset: "UCT", amount: half.amount }) };
    expect((await run("FAUCET_REQUEST", over)).payload).toMatchObject({
      error_code: "RATE_LIMITED",
      message: expect.stringContaining("the limit of 1 UCT"),
    });
    const many = { recipient: "@alice", items: Array(3).fill({ asset: "UCT", amount: half.amount }) };
    expect((await run("FAUCET_REQUEST", many)).payload).toMatchObject({ error_code: "AMOUNT_TOO_LARGE" });
    expect(context.store.deliveriesTo(alice.nostrPubkey)).toHaveLength(1);
  });
});

describe("other commands", () => {
  it("explains itself", async () => {
    await start();
    const { payload } = await run("FAUCET_HELP", {});
    expect(payload.result).toMatchObject({
      commands: ["FAUCET_REQUEST", "FAUCET_HELP"],
      known_assets: expect.arrayContaining(["UCT", "USDU", "SOL"]),
      limits: { max_items: 20, max_amount: "1000000000000000000", max_memo_bytes: 256 },
    });
  });

  it("forbids manager commands to everybody else and refuses unknown ones", async () => {
    let stopped = 0;
    const manager = { nostrPubkey: "ab".repeat(32), shutdown: () => (stopped += 1) };
    await start({ manager });
    for (const name of ["STATUS", "SHUTDOWN_GRACEFUL"]) {
      expect((await run(name, {})).payload).toMatchObject({ error_code: "FORBIDDEN" });
    }
    expect((await run("MINT_ALL", {})).payload).toMatchObject({ error_code: "UNKNOWN_COMMAND" });
    expect(stopped).toBe(0);
  });

  it("obeys its manager", async () => {
    let stopped = 0;
    const managerKeys = NostrKeyManager.generate();
    await start({
      manager: { nostrPubkey: managerKeys.getPublicKeyHex(), shutdown: () => (stopped += 1) },
    });
    client = managerKeys;
    expect((await run("STATUS", {})).payload).toMatchObject({ ok: true, result: { status: "running" } });
    expect((await run("SHUTDOWN_GRACEFUL", {})).payload).toMatchObject({ ok: true });
    expect(stopped).toBe(1);
  });
});

describe("messages that are not answered", () => {
  it("are those that break a rule of the envelope", async () => {
    const { deliveries } = await start();
    const payload = {
      command_id: "c",
      name: "FAUCET_REQUEST",
      params: { recipient: "@alice", asset: "UCT", amount: "1" },
    };
    const deep = JSON.parse(`${'{"a":'.repeat(25)}1${"}".repeat(25)}`);
    const bad = [
      "hello",
      "{",
      "[]",
      "null",
      envelope("acp.command", payload, { acp_version: "0.2" }),
      envelope("acp.command", payload, { ts_ms: Date.now() - 301_000 }),
      envelope("acp.command", payload, { ts_ms: Date.now() + 900_000 }),
      envelope("acp.command", payload, { msg_id: undefined }),
      envelope("acp.command", { ...payload, deep }),
      envelope("acp.command", payload).replace('"payload":{', '"payload":{"__proto__":{"x":1},'),
      envelope("acp.command", { ...payload, constructor: {} }),
      envelope("acp.command", { ...payload, pad: "x".repeat(64 * 1024 - 700) }).padEnd(64 * 1024 + 1),
      envelope("acp.command", { name: "FAUCET_REQUEST" }),
      envelope("acp.hello", {}),
    ];
    for (const text of bad.filter((text) => Buffer.byteLength(text) <= 60_000)) send(text);
    await settled();
    expect(deliveries).toEqual([]);
    expect(answers().filter(({ type }) => type !== "acp.pong")).toEqual([]);
  });
});
