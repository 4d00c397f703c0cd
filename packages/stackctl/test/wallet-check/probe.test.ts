import { once } from "node:events";
import { startAggregator, startRelay } from "@unicity-sphere/devnet";
import { expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { probeAggregator } from "../../src/unicity/wallet-check/probe/aggregator.ts";
import { probeNostr } from "../../src/unicity/wallet-check/probe/nostr.ts";
import { askOne } from "./support/ask.ts";
import { proxyTo, serverThat } from "./support/servers.ts";

/** Time stands still: a busy machine is not slow. */
const limits = (now = () => 0) => ({ timeoutMs: 20_000, signal: new AbortController().signal, now });
/** @param proofMs patience where no proof is to be expected */
const probed = (url: string, proofMs = 20_000) =>
  askOne((at) => probeAggregator(at, { ...limits(), proofMs }), url, "probe");

/** `/health` of an aggregator-go without shards. */
const STANDALONE = JSON.stringify({
  status: "ok",
  role: "standalone",
  details: { database: "connected", commitment_queue: "0" },
});

async function aggregatorForTest(): Promise<string> {
  const aggregator = await startAggregator({});
  onTestFinished(() => aggregator.close());
  return aggregator.url;
}

test("our aggregator is healthy: a signed commitment is taken and proved", async () => {
  const found = await probed(await aggregatorForTest());
  expect(found.evidence).toContain("submit_commitment, get_inclusion_proof: pass");
  expect(found).toMatchObject({ shows: "healthy", outcome: "pass", counted: true });
});

test("an aggregator-go without shards is DEGRADED for the probe; that is explained, the rest is asked, and it is not counted", async () => {
  const url = await proxyTo(await aggregatorForTest(), { bodies: { "/health": STANDALONE } });
  const found = await probed(url);
  expect(found).toMatchObject({ shows: "degraded", code: "PROBE_DISAGREES", counted: false });
  expect(found.notes.join()).toMatch(/without shards DEGRADED.*details\.database/);
  expect(found.evidence).toContain("get_inclusion_proof: pass");
});

test("the same is counted when the aggregator does not work", async () => {
  const { url } = await serverThat(({ path }) =>
    path === "/health" ? { body: STANDALONE } : { body: { error: { code: -32_603, message: "no" } } },
  );
  const found = await probed(url, 1);
  expect(found).toMatchObject({ shows: "degraded", code: "PROBE_FAILED", outcome: "fail", counted: true });
});

test("an aggregator that does not know API v1 cannot be judged by it", async () => {
  const { url } = await serverThat(({ path, body }) => {
    if (path === "/health") return { body: STANDALONE };
    const isOld = body.includes("get_block_height");
    return {
      body: isOld ? { result: { blockNumber: "1" } } : { error: { code: -32_601, message: "unknown" } },
    };
  });
  const found = await probed(url, 1);
  expect(found).toMatchObject({ code: "PROBE_DISAGREES", counted: false });
  expect(found.notes.join()).toContain("speaks API v1 only");
});

test.each([
  [503, { status: "unhealthy" }, "unreachable HEALTH_REFUSED"],
  [200, { status: "healthy", database: "error" }, "degraded HEALTH_NOT_WELL"],
  [
    200,
    { status: "healthy", database: "ok", aggregators: { 0: "ok", 1: "down" } },
    "degraded HEALTH_NOT_WELL",
  ],
])("/health %d %j", async (status, body, verdict) => {
  const { url } = await serverThat(() => ({ status, body }));
  const found = await probed(url);
  expect(`${found.shows} ${found.code}`).toBe(verdict);
  expect(found.counted).toBe(true);
});

test("what answers after more than the probe's limit is degraded", async () => {
  const url = await aggregatorForTest();
  let time = 0;
  const tick = () => {
    time += 2_500;
    return time;
  };
  const found = await askOne((at) => probeAggregator(at, limits(tick)), url, "probe");
  expect(found).toMatchObject({ shows: "degraded", outcome: "fail", code: "PROBE_SLOW" });
  expect(found.evidence).toMatch(/health slow.*json-rpc slow/);
});

test("our relay takes every kind and gives it back", async () => {
  const relay = await startRelay({ host: "127.0.0.1", port: 0, storage: { memory: true } });
  onTestFinished(() => relay.close());
  const found = await askOne((url) => probeNostr(url, limits()), relay.url, "probe");
  expect(found).toMatchObject({ shows: "healthy", evidence: "8 kinds written and read back" });
});

/** A relay that does with each event as told, stores nothing, and answers every question with `stored`. */
async function relayThat(
  onEvent: (kind: number, accept: (yes: boolean, why: string) => void) => void,
  stored: readonly unknown[] = [],
) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket: WebSocket) =>
    socket.on("message", (data) => {
      const [type, subject] = JSON.parse(String(data));
      if (type === "REQ") {
        for (const event of stored) socket.send(JSON.stringify(["EVENT", subject, event]));
        socket.send(JSON.stringify(["EOSE", subject]));
      } else onEvent(subject.kind, (yes, why) => socket.send(JSON.stringify(["OK", subject.id, yes, why])));
    }),
  );
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test("a relay that says OK and stores nothing is degraded: only what is never stored passes", async () => {
  const url = await relayThat((_, accept) => accept(true, ""));
  const found = await askOne((at) => probeNostr(at, limits()), url, "probe");
  expect(found).toMatchObject({ shows: "degraded", outcome: "fail", code: "PROBE_FAILED" });
  expect(found.evidence).toContain("kind 30078 failed: accepted, and not there when it is asked for");
  expect(found.evidence).not.toContain("kind 25050");
});

test("another event than the one that was written is not that one", async () => {
  const url = await relayThat((_, accept) => accept(true, ""), [{ id: "00" }, null]);
  const found = await askOne((at) => probeNostr(at, limits()), url, "probe");
  expect(found).toMatchObject({ shows: "degraded", outcome: "fail", code: "PROBE_FAILED" });
});

test("a relay that takes nothing is unreachable for the probe", async () => {
  const url = await relayThat((_, accept) => accept(false, "blocked: not you"));
  const found = await askOne((at) => probeNostr(at, limits()), url, "probe");
  expect(found).toMatchObject({ shows: "unreachable", outcome: "fail" });
  expect(found.evidence).toContain("rejected: blocked: not you");
});
