import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { stackForTest, temporaryFolder } from "./support/place.ts";

const ask = (url: string) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} }),
  });
const height = async (url: string): Promise<bigint> =>
  BigInt(((await (await ask(url)).json()) as { result: { blockNumber: string } }).result.blockNumber);

test("replays the outage of 2026-05-28: 503 from the aggregator, and what was asked for meanwhile comes when it is over", async () => {
  const stack = await stackForTest(temporaryFolder(), { accounts: 1 });
  const { url } = stack.endpoints.aggregator;
  const [account] = stack.accounts;
  await stack.fault("aggregator", { status: 503 });
  expect((await ask(url)).status).toBe(503);
  const funded = stack.fund(account?.directAddress ?? "", { baseUnits: 5n });
  // It waits for the aggregator meanwhile, and is not refused.
  const waiting = delay(2_000).then(() => "waits" as const);
  expect(await Promise.race([funded, waiting])).toBe("waits");
  await stack.clearFaults();
  expect(await funded).toMatchObject({ symbol: "UCT", baseUnits: 5n });
  expect((await ask(url)).status).toBe(200);
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
