import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { aggregatorPill } from "../../src/unicity/wallet-check/pills/aggregator.ts";
import { ipfsPill, marketPill } from "../../src/unicity/wallet-check/pills/external.ts";
import { nostrPill } from "../../src/unicity/wallet-check/pills/nostr.ts";
import { askOne, ORIGIN, page } from "./support/ask.ts";
import { closedUrl, OPEN, type Scripted, serverThat } from "./support/servers.ts";

const asked = (pill: typeof aggregatorPill) => (url: string) => pill(url, page());
const result = { jsonrpc: "2.0", result: { blockNumber: "7" }, id: 1 };
const error = { jsonrpc: "2.0", error: { code: -32602, message: "Shard ID not found" }, id: 1 };

/** An aggregator by its two answers. */
const aggregatorWith = (health: Scripted, call: Scripted) =>
  serverThat(({ path, method }) => {
    if (method === "OPTIONS") return call.headers ? { headers: call.headers } : {};
    return path === "/health" ? health : call;
  });

test.each<[string, Scripted, Scripted, string, string]>([
  ["healthy", { body: { status: "healthy" } }, {}, "OK", "pass OK"],
  ["degraded", { body: { status: "degraded" } }, { body: result }, "Degraded", "fail DEGRADED"],
  ["unhealthy", { body: { status: "unhealthy" } }, { body: result }, "Down", "fail UNHEALTHY"],
  ["a 503", { status: 503, body: { status: "healthy" } }, { body: result }, "Down", "fail UNHEALTHY"],
  ["aggregator-go's ok, and a result", { body: { status: "ok" } }, { body: result }, "OK", "pass OK"],
  ["aggregator-go's ok, and an error", { body: { status: "ok" } }, { body: error }, "OK", "pass OK"],
  ["no health page, and a 400 with an error", { status: 404 }, { status: 400, body: error }, "OK", "pass OK"],
  ["a page, and a 500", { body: "<html>" }, { status: 500, body: error }, "Down", "fail NO_JSON_RPC"],
  ["a page, and no JSON", { body: "<html>" }, { body: "<html>" }, "Down", "fail NO_JSON_RPC"],
  [
    "health hidden from pages",
    { headers: {}, body: { status: "healthy" } },
    { body: result },
    "OK",
    "pass OK",
  ],
  ["no CORS at all", { headers: {} }, { headers: {}, body: result }, "Down", "fail PREFLIGHT_REFUSED"],
])("the aggregator's pill with %s", async (_, health, call, shows, verdict) => {
  const { url } = await aggregatorWith(health, call);
  const found = await askOne(asked(aggregatorPill), url);
  expect([found.shows, `${found.outcome} ${found.code}`]).toEqual([shows, verdict]);
});

test("the app's own requests are made, and no call when /health has said enough", async () => {
  const good = await aggregatorWith({ body: { status: "healthy" } }, { body: result });
  await askOne(asked(aggregatorPill), good.url);
  expect(good.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /health"]);
  const other = await aggregatorWith({ body: { status: "ok" } }, { body: result });
  await askOne(asked(aggregatorPill), other.url);
  expect(other.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /health",
    "OPTIONS /",
    "POST /",
  ]);
  expect(JSON.parse(other.seen[2]?.body ?? "")).toMatchObject({
    method: "get_block_height",
    params: { shardId: "__sphere_aggregator_probe__" },
  });
});

test("a pill that only its second request makes green says so", async () => {
  const { url } = await aggregatorWith({ headers: {} }, { body: result });
  expect((await askOne(asked(aggregatorPill), url)).notes.join()).toMatch(
    /second request only.*no Access-Control/,
  );
});

test("an aggregator that is gone is unreachable, and one that does not run is not asked", async () => {
  const gone = await askOne(asked(aggregatorPill), await closedUrl());
  expect(gone).toMatchObject({ shows: "Down", outcome: "unreachable", code: "REFUSED" });
  expect(await askOne(asked(aggregatorPill), null)).toMatchObject({
    ...{ shows: "Down", outcome: "unreachable", code: "SERVICE_STOPPED" },
  });
});

test.each<[string, typeof ipfsPill, Scripted, string]>([
  ["the gateway with the empty directory", ipfsPill, {}, "OK"],
  ["a gateway without it", ipfsPill, { status: 404 }, "Down"],
  ["a gateway without CORS", ipfsPill, { headers: {} }, "Down"],
  ["the market", marketPill, {}, "OK"],
  ["a market that wants a login", marketPill, { status: 401, headers: OPEN }, "Down"],
])("the pill of %s", async (_, pill, answer, shows) => {
  const { url, seen } = await serverThat(() => answer);
  expect((await askOne(asked(pill), url)).shows).toBe(shows);
  expect(["/ipfs/bafyaabakaieac", "/api/feed/recent"]).toContain(seen[0]?.path);
});

test("the relay's pill is green when a WebSocket opens, asked from the page's origin", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const origin = once(server, "connection").then(([, request]) => request.headers.origin);
  const url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  expect(await askOne(asked(nostrPill), url)).toMatchObject({ shows: "OK", outcome: "pass" });
  expect(await origin).toBe(ORIGIN);
});

test("a web server is no relay, a closed port is none, and a plain one is none for a page over https", async () => {
  const web = await serverThat(() => ({ status: 404 }));
  expect(await askOne(asked(nostrPill), web.url.replace("http", "ws"))).toMatchObject({
    ...{ shows: "Down", outcome: "fail", code: "NO_WEBSOCKET" },
  });
  expect(await askOne(asked(nostrPill), await closedUrl("ws"))).toMatchObject({
    ...{ shows: "Down", outcome: "unreachable", code: "REFUSED" },
  });
  expect(await askOne(asked(nostrPill), "ws://relay.example.org")).toMatchObject({
    ...{ shows: "Down", outcome: "fail", code: "MIXED_CONTENT" },
  });
});
