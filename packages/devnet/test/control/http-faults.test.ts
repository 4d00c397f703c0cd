import { AggregatorClient } from "@unicitylabs/state-transition-sdk/lib/api/AggregatorClient.js";
import { expect, test } from "vitest";
import { controlledAggregator, withCode } from "./support/controlled-aggregator.ts";

test("a status is the answer to everything, as from a proxy, and pages of other origins can read it", async () => {
  const { aggregator, control } = await controlledAggregator();
  await control.fault("aggregator", { status: 503 });
  const requests = { "/": "POST", "/health": "GET", "/.well-known/trust-base.json": "GET" };
  for (const [path, method] of Object.entries(requests)) {
    const response = await fetch(aggregator.url + path, { method });
    const { status, headers } = response;
    expect([path, status, headers.get("content-type"), headers.get("access-control-allow-origin")]).toEqual([
      path,
      503,
      "text/html",
      "*",
    ]);
    expect(await response.text()).toBe(
      "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
    );
  }
  const preflight = await fetch(aggregator.url, { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
    204,
    "GET, POST, OPTIONS",
  ]);
});

test("an unmodified client of SDK 1.6.1 fails while the fault lasts, and works when it is cleared", async () => {
  const { aggregator, control } = await controlledAggregator();
  const client = new AggregatorClient(aggregator.url);
  await control.fault("aggregator", { status: 503 });
  await expect(client.getBlockHeight()).rejects.toMatchObject({ status: 503 });
  await control.clearFaults();
  expect(await client.getBlockHeight()).toBeGreaterThan(0n);
});

test("a fault with a time goes away by itself", async () => {
  const { aggregator, control } = await controlledAggregator();
  await control.fault("aggregator", { status: 500, forMs: 50 });
  await expect.poll(async () => (await fetch(`${aggregator.url}/health`)).status).toBe(200);
});

test("latency makes a client give up that does not wait so long; a shorter one replaces it", async () => {
  const { aggregator, control } = await controlledAggregator();
  await control.fault("aggregator", { latencyMs: 60_000 });
  const impatient = fetch(`${aggregator.url}/health`, { signal: AbortSignal.timeout(200) });
  await expect(impatient).rejects.toMatchObject({ name: "TimeoutError" });
  await control.fault("aggregator", { latencyMs: 1 });
  expect((await fetch(`${aggregator.url}/health`)).status).toBe(200);
});

test.each([
  [{ dropWrites: true }, "FAULT_IMPOSSIBLE"],
  [{ status: 200 }, "CONTROL_MESSAGE_INVALID"],
  [{ status: 503.5 }, "CONTROL_MESSAGE_INVALID"],
  [{ latencyMs: -1 }, "CONTROL_MESSAGE_INVALID"],
  [{ latencyMs: 60_001 }, "CONTROL_MESSAGE_INVALID"],
  [{ status: 503, forMs: 0 }, "CONTROL_MESSAGE_INVALID"],
  [{ status: 503, latencyMs: 5 }, "CONTROL_MESSAGE_INVALID"],
  [{}, "CONTROL_MESSAGE_INVALID"],
])("%j is refused, and nothing goes wrong then", async (fault, code) => {
  const { aggregator, control } = await controlledAggregator();
  await expect(control.fault("aggregator", fault as never)).rejects.toEqual(withCode(code));
  expect((await fetch(`${aggregator.url}/health`)).status).toBe(200);
});
