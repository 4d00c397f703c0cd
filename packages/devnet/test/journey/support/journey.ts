import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { findCoin } from "../../../src/coins/coins.ts";
import { eventually } from "../../faucet/support/eventually.ts";
import { openWallet, type StackAddresses, type Wallet } from "./wallet.ts";

/** Milliseconds of each step. */
export type JourneyTimes = Record<string, number>;

/** Text that a failed expectation of the journey shows. */
function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`The journey failed: ${what}.`);
}

/** The coin that travels. */
export const UCT = findCoin("UCT") ?? { id: "", decimals: 0 };
const FUNDED = 100n * 10n ** 18n;
const CONSERVATIVE = 30n * 10n ** 18n;
const INSTANT = 25n * 10n ** 18n;

export interface Journey {
  alice: Wallet;
  bob: Wallet;
  times: JourneyTimes;
}

/**
 * The whole journey of two new wallets: mint nametags, receive from the faucet, send conservatively and instantly to
 * the other by its name, write both ways. Every balance must be exact.
 *
 * @throws Error that names the step
 */
export async function runJourney(stack: StackAddresses, folder: string): Promise<Journey> {
  const times: JourneyTimes = {};
  const step = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const value = await task();
    times[name] = Math.round(performance.now() - start);
    return value;
  };
  const tag = randomUUID().slice(0, 8);
  const [alice, bob] = await step("create wallets with nametags", () =>
    Promise.all([
      openWallet(stack, { folder: join(folder, "alice"), nametag: `alice-${tag}` }),
      openWallet(stack, { folder: join(folder, "bob"), nametag: `bob-${tag}` }),
    ]),
  );
  expect(alice.nametag === `alice-${tag}` && bob.nametag === `bob-${tag}`, "the nametags are registered");
  await step("receive from the faucet", async () => {
    await requestFunds(stack, { unicityId: `@${alice.nametag}`, coin: "unicity", amount: 100 });
    await alice.confirmed(UCT.id, FUNDED);
  });
  await step("send conservatively", async () => {
    await send(alice, bob, CONSERVATIVE, "conservative");
    await bob.confirmed(UCT.id, CONSERVATIVE);
  });
  await step("send instantly", async () => {
    await send(alice, bob, INSTANT, "instant");
    await eventually(
      "the instant transfer arrives",
      () => bob.balance(UCT.id).total === CONSERVATIVE + INSTANT,
    );
    await bob.finalise(UCT.id, CONSERVATIVE + INSTANT);
    await alice.sphere.payments.waitForPendingOperations();
    await alice.confirmed(UCT.id, FUNDED - CONSERVATIVE - INSTANT);
  });
  await step("write both ways", async () => {
    await message(alice, bob, "hello bob");
    await message(bob, alice, "hello alice");
  });
  return { alice, bob, times };
}

/** Asks the REST door and expects success. */
export async function requestFunds(stack: StackAddresses, body: object): Promise<unknown> {
  const response = await fetch(`${stack.faucetUrl}/api/v1/faucet/request`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.status === 200, `the faucet answered ${response.status} ${text}`);
  return JSON.parse(text).data;
}

async function send(from: Wallet, to: Wallet, amount: bigint, transferMode: "instant" | "conservative") {
  const recipient = `@${to.nametag}`;
  const result = await from.sphere.payments.send({
    coinId: UCT.id,
    amount: amount.toString(),
    recipient,
    transferMode,
  });
  expect(result.status !== "failed", `the ${transferMode} transfer failed: ${result.error}`);
}

/** Sends a direct message by name and waits until the other wallet shows it from the right sender. */
export async function message(from: Wallet, to: Wallet, text: string): Promise<void> {
  const seen: string[] = [];
  const stop = to.sphere.communications.onDirectMessage((received) => {
    seen.push(`${received.senderNametag}: ${received.content}`);
  });
  await from.sphere.communications.sendDM(`@${to.nametag}`, text);
  await eventually(`the message "${text}"`, () => seen.includes(`${from.nametag}: ${text}`));
  stop();
}
