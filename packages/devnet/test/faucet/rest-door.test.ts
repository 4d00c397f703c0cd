import { finalizeEvent } from "nostr-tools/pure";
import { describe, expect, it, vi } from "vitest";
import { DeliveryFailed } from "../../src/faucet/deliveries/deliver.ts";
import { deriveIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { nametagBinding } from "../../src/faucet/nostr/own-binding.ts";
import { eventually } from "./support/eventually.ts";
import { useRestDoor } from "./support/rest-door.ts";

const { ask, get, start } = useRestDoor();

describe("POST /api/v1/faucet/request", () => {
  it("delivers human units to a nametag and answers like the upstream faucet", async () => {
    const { alice, deliveries } = await start();
    const { status, json } = await ask({ unicityId: "alice", coin: "solana", amount: 1.5 });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        success: true,
        message: "Sent 1.5 SOL to alice",
        data: {
          requestId: expect.any(String),
          status: "delivered",
          statusPath: expect.stringMatching(/^\/api\/v1\/faucet\/request\/[0-9a-f-]{36}$/),
          unicityId: "alice",
          coin: "solana",
          symbol: "SOL",
          amount: 1.5,
          amountInSmallestUnits: "1500000000",
          recipientNostrPubkey: alice.nostrPubkey,
        },
      },
    });
    expect(deliveries).toMatchObject([
      { nostrPubkey: alice.nostrPubkey, address: alice.directAddress, amount: 1_500_000_000n },
    ]);
  });

  it("takes every form of a recipient and sends to the wallet's own DIRECT address", async () => {
    const { alice, deliveries } = await start();
    const forms = ["@alice", "ALICE", alice.directAddress, alice.chainPubkey, alice.nostrPubkey];
    for (const unicityId of forms) {
      expect(await ask({ unicityId, coin: "UCT", amount: "1" })).toMatchObject({ status: 200 });
    }
    expect(new Set(deliveries.map(({ address }) => address))).toEqual(new Set([alice.directAddress]));
    expect(deliveries).toHaveLength(forms.length);
  });

  it("takes base units as text instead of human units", async () => {
    const { deliveries } = await start();
    const { json } = await ask({ unicityId: "alice", coin: "UCT", amountBaseUnits: "1000000000000000001" });
    expect(json).toMatchObject({
      data: { amount: "1.000000000000000001", amountInSmallestUnits: "1000000000000000001" },
    });
    expect(deliveries[0]?.amount).toBe(1_000_000_000_000_000_001n);
  });

  it("serves the seven parallel requests of the sphere app", async () => {
    const { deliveries } = await start();
    const amounts = {
      unicity: 100,
      bitcoin: 1,
      solana: 1000,
      ethereum: 42,
      tether: 1000,
      "usd-coin": 1000,
      "unicity-usd": 1000,
    };
    const answers = await Promise.all(
      Object.entries(amounts).map(([coin, amount]) => ask({ unicityId: "alice", coin, amount })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(200));
    expect(new Set(deliveries.map(({ coinId }) => coinId)).size).toBe(7);
  });

  it.each([
    [{ coin: "unicity", amount: 1 }, "unicityId is required"],
    [{ unicityId: "alice", amount: 1 }, "coin is required"],
    [{ unicityId: "alice", coin: "unicity" }, "amount is required"],
    [{ unicityId: "alice", coin: "unicity", amount: 0 }, "Invalid amount: amount must be greater than 0"],
    [{ unicityId: "alice", coin: "unicity", amount: "-1" }, "Invalid amount"],
    [{ unicityId: "alice", coin: "tether", amount: "0.0000001" }, "more than 6 decimals"],
    [
      { unicityId: "alice", coin: "unicity", amount: 1, amountBaseUnits: "1" },
      "either amount or amountBaseUnits",
    ],
    [{ unicityId: "alice", coin: "unicity", amount: 1_000_001 }, "larger than the limit"],
    [{ unicityId: "alice", coin: "unicity", amount: { $gt: 0 } }, "Invalid amount"],
    ...[["5"], { toString: 1, valueOf: 1 }, null, true, 1.5].map((amountBaseUnits): [object, string] => [
      { unicityId: "alice", coin: "unicity", amountBaseUnits },
      "Invalid amount: amountBaseUnits must be a decimal integer as text",
    ]),
    [
      '{"unicityId":"alice","coin":"UCT","amountBaseUnits":12345678901234567890}',
      "amountBaseUnits must be a decimal integer as text",
    ],
    [{ unicityId: "alice", coin: "doge", amount: 1 }, "Coin not found: doge"],
    [{ unicityId: "nobody", coin: "unicity", amount: 1 }, "Nametag not found: nobody"],
    [{ unicityId: "02".padEnd(66, "1"), coin: "unicity", amount: 1 }, "not found"],
    [{ unicityId: "+14155552671", coin: "unicity", amount: 1 }, "Phone numbers are not supported"],
    [{ unicityId: 7, coin: "unicity", amount: 1 }, "unicityId must be a text"],
    [{ unicityId: "alice", coin: "unicity", amount: 1, requestId: "a b" }, "requestId must be"],
    ["{", "Invalid request body"],
    ["[]", "Invalid request body"],
  ])("answers 400 to %j", async (body, message) => {
    const { deliveries } = await start();
    const { status, json } = await ask(body);
    expect({ status, json }).toEqual({
      status: 400,
      json: { success: false, error: expect.stringContaining(message) },
    });
    expect(deliveries).toEqual([]);
  });

  it("delivers a repeated requestId once and refuses it for another request", async () => {
    const { deliveries } = await start();
    const body = { unicityId: "alice", coin: "unicity", amount: 1, requestId: "mine" };
    const answers = await Promise.all([ask(body), ask(body)]);
    answers.push(await ask(body));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(deliveries).toHaveLength(1);
    expect(await ask({ ...body, amount: 2 })).toMatchObject({ status: 400 });
  });

  it("limits requests per recipient and coin, not across coins", async () => {
    await start({ requestsPerMinute: 1 });
    expect(await ask({ unicityId: "alice", coin: "unicity", amount: 1 })).toMatchObject({ status: 200 });
    const refused = await ask({ unicityId: "@alice", coin: "UCT", amount: 1 });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await ask({ unicityId: "alice", coin: "solana", amount: 1 })).toMatchObject({ status: 200 });
  });

  it("limits the amount per recipient and coin in a day, names the cap and never cuts an amount", async () => {
    const { deliveries } = await start({ maxAmountPerDay: 1_000 });
    const seven = {
      unicity: 100,
      bitcoin: 1,
      solana: 1000,
      ethereum: 42,
      tether: 1000,
      "usd-coin": 1000,
      "unicity-usd": 1000,
    };
    const answers = await Promise.all(
      Object.entries(seven).map(([coin, amount]) => ask({ unicityId: "@alice", coin, amount })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(200));
    const over = await ask({ unicityId: "alice", coin: "unicity", amount: 901 });
    expect(over).toMatchObject({
      status: 429,
      json: {
        error: expect.stringContaining(
          "the limit of 1000 UCT per recipient in 24 hours: this recipient has got 100;",
        ),
      },
    });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await ask({ unicityId: "alice", coin: "unicity", amount: 1_001 })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining("larger than the limit of 1000 UCT per recipient") },
    });
    expect(deliveries).toHaveLength(7);
    expect(await ask({ unicityId: "alice", coin: "unicity", amount: 900 })).toMatchObject({ status: 200 });
  });

  it("does not count what it could not accept", async () => {
    const { context } = await start({ maxAmountPerDay: 10 });
    const accept = vi.spyOn(context.store, "accept").mockImplementation(() => {
      throw new Error("no room");
    });
    const body = { unicityId: "alice", coin: "unicity", amount: 10 };
    expect((await ask(body)).status).toBe(500);
    accept.mockRestore();
    expect((await ask(body)).status).toBe(200);
  });

  it("answers a delivery that takes long as pending, and goes on with it", async () => {
    let broken = true;
    const { deliveries } = await start({
      answerTimeoutMs: 100,
      deliver: async () => {
        if (broken) throw new Error("the aggregator is away");
        return "event";
      },
    });
    const body = { unicityId: "alice", coin: "unicity", amount: 1, requestId: "mine" };
    await eventually("the reason", async () => {
      const { status, json } = await ask(body);
      expect({ status, json }).toMatchObject({
        status: 200,
        json: { success: true, data: { requestId: "mine", status: "pending" } },
      });
      return JSON.stringify(json).includes("the aggregator is away");
    });
    const statusPath = "/api/v1/faucet/request/mine";
    expect(await get(statusPath)).toMatchObject({
      status: 200,
      json: { data: { status: "pending", error: "the aggregator is away" } },
    });
    broken = false;
    await eventually("it arrives by itself", async () => {
      const { data } = (await get(statusPath)).json as { data: { status: string } };
      return data.status === "delivered";
    });
    expect((await ask(body)).json).toMatchObject({ data: { requestId: "mine", status: "delivered" } });
    expect(new Set(deliveries.map(({ tokenId }) => tokenId)).size).toBe(1);
  });

  it("answers 500 when a delivery failed for good, and when the relay is silent", async () => {
    const { relay } = await start({
      resolutionTimeoutMs: 1_500,
      deliver: async () => {
        throw new DeliveryFailed("MINT_FAILED", "refused");
      },
    });
    const body = { unicityId: "alice", coin: "unicity", amount: 1 };
    expect(await ask({ ...body, requestId: "mine" })).toMatchObject({
      status: 500,
      json: { error: "Delivery failed: refused" },
    });
    expect((await get("/api/v1/faucet/request/mine")).json).toMatchObject({
      data: { status: "failed", error: "refused" },
    });
    relay.answersQueries = false;
    expect(await ask(body)).toMatchObject({
      status: 500,
      json: { error: expect.stringContaining("timed out") },
    });
  });

  it("answers 503 with the reason while the faucet starts", async () => {
    const { setStarted } = await start();
    setStarted(false);
    expect(await ask({ unicityId: "alice", coin: "unicity", amount: 1 })).toMatchObject({
      status: 503,
      json: { success: false, error: expect.stringContaining("trust base") },
    });
    expect((await get("/ready")).status).toBe(503);
    expect((await get("/health")).status).toBe(200);
  });

  it("sends to the first owner of a name, whatever later claims and forged events say", async () => {
    const { relay, alice, deliveries } = await start();
    const [, , thief] = await devAccounts(3);
    if (!thief) throw new Error("no account");
    const keys = await deriveIdentity(thief.mnemonic);
    const claim = nametagBinding(keys, "alice", `PROXY://${"ab".repeat(36)}`);
    relay.inject(finalizeEvent({ ...claim, created_at: claim.created_at + 100 }, keys.secretKey));
    relay.inject({ ...claim, created_at: 1 });
    expect(await ask({ unicityId: "alice", coin: "unicity", amount: 1 })).toMatchObject({ status: 200 });
    expect(deliveries[0]?.nostrPubkey).toBe(alice.nostrPubkey);
  });
});
