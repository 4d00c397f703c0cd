import { currentStack, useLocalTokenRegistry } from "@unicity-sphere/e2e";
import { TokenRegistry } from "@unicitylabs/sphere-sdk";
import { expect, test } from "vitest";
import { confirmed, openWallets } from "./wallets.ts";

const UCT = 10n ** 18n;
const SOON = { timeout: 60_000 };

test("a wallet gets coins from the faucet and pays another one by its name", async () => {
  const stack = currentStack();
  const restore = useLocalTokenRegistry(stack.endpoints.faucet.registryUrl);
  const { wallets, close } = await openWallets(["alice", "bob"]);
  const { alice, bob } = wallets;
  await TokenRegistry.waitForReady();
  const coinId = TokenRegistry.getInstance().getCoinIdBySymbol("UCT") ?? "";

  await stack.fund("@alice", 100, "UCT");
  await expect.poll(() => confirmed(alice, coinId), SOON).toBe(100n * UCT);

  const amount = `${30n * UCT}`;
  const payment = { coinId, amount, recipient: "@bob", transferMode: "conservative" } as const;
  expect(await alice.payments.send(payment)).not.toHaveProperty("error");
  await expect.poll(() => confirmed(bob, coinId), SOON).toBe(30n * UCT);
  await expect.poll(() => confirmed(alice, coinId), SOON).toBe(70n * UCT);

  await close();
  TokenRegistry.destroy();
  restore();
});
