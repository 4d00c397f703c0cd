import { expect, test } from "vitest";
import { commitmentParams, rpc } from "../aggregator/support/requests.ts";
import { controlledAggregator, waitingIn } from "./support/controlled-aggregator.ts";

test("in manual rounds a request waits for the round that is asked for; automatic ones come by themselves", async () => {
  const { aggregator, control } = await controlledAggregator();
  expect(await control.getRounds()).toBe("automatic");
  await control.setRounds("manual");
  expect(await control.getRounds()).toBe("manual");
  const { height } = aggregator;
  const submitted = rpc(aggregator.url, "submit_commitment", commitmentParams());
  await expect.poll(() => waitingIn(aggregator), { interval: 5 }).toBe("1");
  expect(aggregator.height).toBe(height);
  expect(await control.nextRound()).toBe(BigInt(height + 1));
  expect((await submitted).result).toEqual({ status: "SUCCESS" });
  await control.setRounds("automatic");
  await expect.poll(() => aggregator.height, { interval: 5 }).toBeGreaterThan(height + 1);
});
