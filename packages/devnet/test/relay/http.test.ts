import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { author } from "./support/events.ts";
import { rawClient } from "./support/raw-client.ts";
import { testRelay } from "./support/relay.ts";

const NIP11 = { headers: { accept: "application/nostr+json" } };

describe("the relay over HTTP", () => {
  it("serves its information document to any origin (NIP-11)", async () => {
    const { httpUrl } = await testRelay({ name: "test relay" });
    const response = await fetch(httpUrl, NIP11);
    expect(response.headers.get("content-type")).toBe("application/nostr+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toMatchObject({
      name: "test relay",
      supported_nips: [1, 2, 9, 11, 12, 15, 16, 20, 22, 33, 40],
      limitation: { payment_required: false, restricted_writes: false, max_subscriptions: 32 },
    });
  });

  it("tells other visitors to use a Nostr client, and knows no other page", async () => {
    const { httpUrl } = await testRelay();
    expect(await (await fetch(httpUrl)).text()).toBe("Please use a Nostr client to connect.");
    expect((await fetch(`${httpUrl}/other`)).status).toBe(404);
  });

  it("answers the preflight of a page on a public site", async () => {
    const { httpUrl } = await testRelay();
    const response = await fetch(httpUrl, {
      method: "OPTIONS",
      headers: { origin: "https://example.org", "access-control-request-private-network": "true" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-private-network")).toBe("true");
  });

  it("upgrades to WebSocket at / only", async () => {
    const { url, host, port } = await testRelay();
    await rawClient(`${url}/?token=x`);
    const status = await new Promise((resolve, reject) => {
      const upgrade = request({
        host,
        port,
        path: "/other",
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
      });
      upgrade.on("response", (response) => resolve(response.statusCode));
      upgrade.on("upgrade", () => reject(new Error("upgraded")));
      upgrade.on("error", reject);
      upgrade.end();
    });
    expect(status).toBe(404);
  });

  it("refuses more connections than allowed with 503", async () => {
    const { url } = await testRelay({ limits: { maxConnections: 1 } });
    await rawClient(url);
    await expect(rawClient(url)).rejects.toThrow("503");
  });

  it("reports health, readiness and counters", async () => {
    const { url, httpUrl } = await testRelay();
    const client = await rawClient(url);
    client.send(["EVENT", author().sign()]);
    await client.until("OK");
    client.send(["REQ", "a", {}]);
    await client.until("EOSE");
    const health = await fetch(`${httpUrl}/health`);
    expect(await health.json()).toMatchObject({
      status: "healthy",
      database: "ok",
      connections: 1,
      subscriptions: 1,
    });
    expect(await (await fetch(`${httpUrl}/ready`)).json()).toEqual({ ready: true });
    const metrics = await (await fetch(`${httpUrl}/metrics`)).text();
    expect(metrics).toContain("\nnostr_events_stored_total 1\n");
    expect(metrics).toContain("\nnostr_events_sent_stored_total 1\n");
    client.socket.terminate();
    await expect
      .poll(async () => (await fetch(`${httpUrl}/metrics`)).text())
      .toContain("\nnostr_subscriptions_active 0\n");
  });
});
