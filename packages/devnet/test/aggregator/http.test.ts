import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { trustBaseFile } from "../../src/identity/trust-base.ts";
import { trustBaseGeneration } from "../../src/identity/trust-base-check.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await startAggregator();
});
afterAll(() => aggregator.close());

const get = (path: string, init?: RequestInit) => fetch(aggregator.url + path, init);

test("says that it is healthy in the words of wallets and of aggregator-go", async () => {
  const response = await get("/health");
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(await response.json()).toMatchObject({
    status: "healthy",
    database: "ok",
    role: "standalone",
    serverId: aggregator.trustBase.rootNodes[0]?.nodeId,
    sharding: { mode: "standalone", shardIdLen: 0, shardId: 0 },
    details: { database: "connected", commitment_queue: "0", commitment_queue_status: "healthy" },
  });
});

test("answers HEAD like GET, without a body", async () => {
  for (const path of ["/health", "/ready", "/.well-known/trust-base.json"]) {
    const response = await get(path, { method: "HEAD" });
    expect([path, response.status, await response.text()]).toEqual([path, 200, ""]);
  }
});

test("serves the trust base with its hash, and 304 to who has it", async () => {
  const response = await get("/.well-known/trust-base.json");
  const body = await response.text();
  const sha256 = createHash("sha256").update(body).digest("hex");
  expect(body).toBe(trustBaseFile(aggregator.trustBase));
  expect(response.headers.get("x-content-sha256")).toBe(sha256);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(trustBaseGeneration(body)).toBe("v1");
  for (const tag of [`"${sha256}"`, `W/"${sha256}"`, `"other", "${sha256}"`]) {
    const cached = await get("/.well-known/trust-base.json", { headers: { "if-none-match": tag } });
    expect([tag, cached.status]).toEqual([tag, 304]);
  }
  const stale = await get("/.well-known/trust-base.json", { headers: { "if-none-match": '"other"' } });
  expect(stale.status).toBe(200);
});

test("serves the trust base signed for SDK 3.x on request", async () => {
  const v3 = await (await get("/.well-known/trust-base.json?generation=v3")).text();
  expect(v3).toBe(trustBaseFile(aggregator.trustBaseV3));
  expect(trustBaseGeneration(v3)).toBe("v3");
  expect((await get("/.well-known/trust-base.json?generation=v2")).status).toBe(400);
});

test("lets browsers of both SDK lines call it, from a public page too", async () => {
  const response = await get("/", {
    method: "OPTIONS",
    headers: {
      origin: "https://wallet.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-api-key,x-state-id",
      "access-control-request-private-network": "true",
    },
  });
  expect(response.status).toBe(204);
  const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase();
  for (const name of ["content-type", "x-api-key", "x-state-id"]) expect(allowed).toContain(name);
  expect(response.headers.get("access-control-allow-private-network")).toBe("true");
});

test("has nothing at GET / and elsewhere", async () => {
  for (const path of ["/", "/metrics", "/api/v1/trustbases", "/keys.json"]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  expect((await get("/health", { method: "POST" })).status).toBe(404);
});

test("has no switches, whatever the path", async () => {
  for (const path of ["/devnet/rounds", "/devnet/next-round", "/control"]) {
    const response = await get(path, { method: "POST", body: '{"mode":"paused"}' });
    expect([path, response.status]).toEqual([path, 404]);
  }
});
