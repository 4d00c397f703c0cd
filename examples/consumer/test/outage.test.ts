import { startStack, useLocalTokenRegistry } from "@unicity-sphere/e2e";
import { TokenRegistry } from "@unicitylabs/sphere-sdk";
import { expect, onTestFinished, test } from "vitest";
import { confirmed, openWallets } from "./wallets.ts";

const UCT = 10n ** 18n;
const SOON = { timeout: 60_000 };

test("a wallet loses nothing in an outage like that of 2026-05-28, and pays when it is over", async () => {
  // A stack of its own, always an embedded one: tests beside this one meet no fault.
  const stack = await startStack();
  onTestFinished(() => stack.stop(), 60_000);
  onTestFinished(useLocalTokenRegistry(stack.endpoints.faucet.registryUrl));
  onTestFinished(() => TokenRegistry.destroy());
  const { wallets, close } = await openWallets(["carol", "dave"], stack);
  onTestFinished(close);
  const { carol, dave } = wallets;
  await TokenRegistry.waitForReady();
  const coinId = TokenRegistry.getInstance().getCoinIdBySymbol("UCT") ?? "";
  await stack.fund("@carol", 100, "UCT");
  await expect.poll(() => confirmed(carol, coinId), SOON).toBe(100n * UCT);
  const amount = `${100n * UCT}`;
  const payment = { coinId, amount, recipient: "@dave", transferMode: "conservative" } as const;

  await stack.fault("aggregator", { status: 503 });
  await expect(carol.payments.send(payment)).rejects.toThrow(/503/);
  expect(confirmed(carol, coinId)).toBe(100n * UCT);
  await stack.clearFaults();

  expect(await carol.payments.send(payment)).not.toHaveProperty("error");
  await expect.poll(() => confirmed(dave, coinId), SOON).toBe(100n * UCT);
  expect(confirmed(carol, coinId)).toBe(0n);
});
