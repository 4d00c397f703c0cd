import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { COINS } from "../../src/coins/coins.ts";
import { useRestDoor } from "./support/rest-door.ts";

const { ask, get, start } = useRestDoor();

describe("the other paths", () => {
  it("describe the faucet for clients and wallets", async () => {
    const { identity, server } = await start();
    expect((await get("/.well-known/faucet.json")).json).toEqual({
      status: "running",
      network: "testnet",
      agent: "builtin",
      domain: "127.0.0.1",
      chain_pubkey: identity.chainPubkey,
      nostr_pubkey: identity.nostrPubkey,
      direct_address: identity.directAddress,
      nametag: "faucet",
      supported_coins: COINS.map(({ id, name, symbol, decimals }) => ({ id, name, symbol, decimals })),
      request_url: `${server.url}/api/v1/faucet/request`,
    });
    const redirect = await get("/faucet.json");
    expect([redirect.status, redirect.headers.get("location")]).toEqual([302, "/.well-known/faucet.json"]);
    expect((await get("/api/v1/faucet/coins")).json).toMatchObject({ success: true, coins: { length: 10 } });
    expect((await get("/registry/unicity-ids.testnet.json")).json).toMatchObject({ length: 11 });
  });

  it("answer the sphere app's preflight and let any page read", async () => {
    const { server } = await start();
    const preflight = await fetch(`${server.url}/api/v1/faucet/request`, {
      method: "OPTIONS",
      headers: {
        origin: "https://sphere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("content-type");
    for (const { headers } of [await get("/health"), await ask("{")]) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("refuse unknown paths, wrong methods, malformed targets and large bodies", async () => {
    const { server } = await start();
    expect((await get("/nothing")).status).toBe(404);
    expect((await get("/api/v1/faucet/request")).status).toBe(405);
    expect((await ask("x".repeat(70_000))).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ host: "127.0.0.1", port: server.port, path: "//[", method: "GET" });
      request.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
      request.end();
    });
    expect(status).toBe(404);
  });

  it("tell how far a request is, to those who know its id, and nothing of messages", async () => {
    const { alice, context } = await start();
    await ask({ unicityId: "alice", coin: "solana", amount: 2, requestId: "mine" });
    expect((await get("/api/v1/faucet/request/mine")).json).toEqual({
      success: true,
      data: {
        requestId: "mine",
        status: "delivered",
        statusPath: "/api/v1/faucet/request/mine",
        unicityId: "alice",
        coin: "solana",
        symbol: "SOL",
        amountInSmallestUnits: "2000000000",
        recipientNostrPubkey: alice.nostrPubkey,
      },
    });
    const { nostrPubkey } = alice;
    context.store.accept(
      {
        id: "message",
        recipient: "@alice",
        nostrPubkey,
        address: alice.directAddress,
        items: [],
        replyTo: { nostrPubkey, commandId: "c" },
      },
      1,
    );
    for (const id of ["other", "message", "a%20b", "a/b", ""]) {
      expect((await get(`/api/v1/faucet/request/${id}`)).status).toBe(404);
    }
  });

  it("ask for the key everywhere but at the descriptions when requests need one", async () => {
    const { server, deliveries } = await start({ apiKey: "secret-key", requireApiKey: true });
    const body = JSON.stringify({ unicityId: "alice", coin: "unicity", amount: 1, requestId: "mine" });
    const post = (headers: Record<string, string>) =>
      fetch(`${server.url}/api/v1/faucet/request`, { method: "POST", body, headers });
    for (const headers of [{}, { "x-api-key": "" }, { "x-api-key": "secret-ke" }]) {
      const refused = await post(headers);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toEqual({ success: false, error: "X-API-Key is missing or wrong" });
    }
    expect(deliveries).toEqual([]);
    expect((await post({ "x-api-key": "secret-key" })).status).toBe(200);
    expect((await get("/api/v1/faucet/request/mine")).status).toBe(401);
    expect((await get("/api/v1/faucet/request/mine", { "x-api-key": "secret-key" })).status).toBe(200);
    for (const path of ["/api/v1/faucet/coins", "/.well-known/faucet.json", "/health", "/ready"]) {
      expect((await get(path)).status).toBe(200);
    }
  });

  it("count deliveries for the holder of the key", async () => {
    await start({ apiKey: "secret-key" });
    await ask({ unicityId: "alice", coin: "solana", amount: 2 });
    await ask({ unicityId: "alice", coin: "solana", amount: 3 });
    expect((await get("/api/v1/faucet/admin/stats")).status).toBe(401);
    expect((await get("/api/v1/faucet/admin/stats", { "x-api-key": "secret-key" })).json).toMatchObject({
      data: {
        deliveries: { delivered: 2, pending: 0, failed: 0 },
        coins: [{ coin: "solana", symbol: "SOL", delivered: 2 }],
      },
    });
  });

  it("show the history to the holder of the key, and to nobody without a key file", async () => {
    await start({ apiKey: "secret-key" });
    await ask({ unicityId: "alice", coin: "unicity", amount: 1, requestId: "mine" });
    expect((await get("/api/v1/faucet/history")).status).toBe(401);
    expect((await get("/api/v1/faucet/history", { "x-api-key": "wrong" })).status).toBe(401);
    const { json } = await get("/api/v1/faucet/history?limit=5", { "x-api-key": "secret-key" });
    expect(json).toMatchObject({
      success: true,
      data: {
        requests: [{ requestId: "mine", unicityId: "alice", deliveries: [{ state: "delivered" }] }],
        pagination: { limit: 5, offset: 0, total: 1 },
      },
    });
    await start();
    expect((await get("/api/v1/faucet/history", { "x-api-key": "" })).status).toBe(404);
  });
});
