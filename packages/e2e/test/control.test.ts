import { expect, test } from "vitest";
import { post } from "../src/http.ts";
import { eventually, stackForTest, temporaryFolder } from "./support/place.ts";

const ask = (url: string) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} }),
  });
const height = async (url: string): Promise<bigint> =>
  BigInt(((await (await ask(url)).json()) as { result: { blockNumber: string } }).result.blockNumber);
/** What the faucet says about a request; undefined while it does not know it. */
const funding = async (url: string) =>
  ((await (await fetch(url)).json()) as { data?: { status: string; error?: string } }).data;

test("replays the outage of 2026-05-28: 503 from the aggregator, and what was asked for meanwhile comes when it is over", async () => {
  const stack = await stackForTest(temporaryFolder(), { accounts: 1 });
  const { aggregator, faucet } = stack.endpoints;
  const [account] = stack.accounts;
  await stack.fault("aggregator", { status: 503 });
  expect((await ask(aggregator.url)).status).toBe(503);
  const request = {
    unicityId: account?.directAddress,
    coin: "UCT",
    amountBaseUnits: "5",
    requestId: "outage",
  };
  const funded = post(faucet.requestUrl, request, 200_000);
  const delivery = () => funding(`${faucet.requestUrl}/outage`);
  // It waits for the aggregator meanwhile, and is not refused.
  await eventually("it has met the outage", async () => /503/.test((await delivery())?.error ?? ""));
  expect(await delivery()).toMatchObject({ status: "pending" });
  await stack.clearFaults();
  await funded;
  await eventually("it is delivered", async () => (await delivery())?.status === "delivered");
  expect((await ask(aggregator.url)).status).toBe(200);
});

test("rounds are sealed when the test says so, and a snapshot brings the chain back", async () => {
  const stack = await stackForTest(temporaryFolder());
  const { url } = stack.endpoints.aggregator;
  await stack.setRounds("manual");
  const first = await stack.nextRound();
  expect(await stack.nextRound()).toBe(first + 1n);
  const kept = await stack.snapshot();
  const later = await stack.nextRound();
  await stack.revert(kept);
  // Clients never see a height twice: going back seals a round.
  expect(await height(url)).toBeGreaterThan(later);
  await expect(stack.revert("0000000000000000")).rejects.toMatchObject({ code: "SNAPSHOT_UNKNOWN" });
  await stack.setRounds("automatic");
  await stack.restart("relay");
  await expect(stack.revert(kept)).rejects.toMatchObject({ code: "SNAPSHOT_OF_OTHER_SERVICES" });
});

test("services restart whatever tests do to the others; faults of those and the mode of rounds stay", async () => {
  const stack = await stackForTest(temporaryFolder(), { rounds: "manual" });
  const { aggregator, faucet } = stack.endpoints;
  await stack.restart("aggregator");
  expect(await stack.getRounds()).toBe("manual");
  const stands = await height(aggregator.url);
  expect(await stack.nextRound()).toBe(stands + 1n);
  await stack.fault("aggregator", { status: 503 });
  await stack.fault("faucet", { status: 503 });
  await stack.restart("relay");
  expect([(await ask(aggregator.url)).status, (await ask(faucet.url)).status]).toEqual([503, 503]);
  await stack.restart("faucet");
  expect((await ask(aggregator.url)).status).toBe(503);
  expect((await fetch(`${faucet.url}/.well-known/faucet.json`)).status, "its own ends with it").toBe(200);
});
