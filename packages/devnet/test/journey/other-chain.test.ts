import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requestFunds, UCT } from "./support/journey.ts";
import { type InProcessStack, startStack } from "./support/stack.ts";
import { openWallet, type Wallet } from "./support/wallet.ts";

const COIN = 10n ** 18n;

let folder: string;
let stacks: InProcessStack[];
let wallets: Wallet[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "other-chain-"));
  stacks = [];
  wallets = [];
});
afterEach(async () => {
  for (const wallet of wallets) await wallet.close();
  for (const stack of stacks) await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(name: string): Promise<InProcessStack> {
  const stack = await startStack(join(folder, name));
  stacks.push(stack);
  return stack;
}

async function open(stack: InProcessStack, name: string, nametag?: string): Promise<Wallet> {
  const opened = await openWallet(stack, { folder: join(folder, name), ...(nametag && { nametag }) });
  wallets.push(opened);
  return opened;
}

async function close(wallet: Wallet): Promise<void> {
  wallets.splice(wallets.indexOf(wallet), 1);
  await wallet.close();
}

async function send(from: Wallet, recipient: string): Promise<string> {
  const transfer = { coinId: UCT.id, amount: `${COIN}`, recipient, transferMode: "conservative" } as const;
  return (await from.sphere.payments.send(transfer)).status;
}

it("a wallet of another chain looks whole on a fresh one, and what it sends there is lost for its own", async () => {
  const own = await start("own");
  const alice = await open(own, "alice", "alice");
  await requestFunds(own, { unicityId: "alice", coin: "UCT", amount: 3 });
  await alice.confirmed(UCT.id, 3n * COIN);
  await close(alice);
  cpSync(join(folder, "alice"), join(folder, "copy"), { recursive: true });

  const fresh = await start("fresh");
  // Nothing warns: the name is shown although it is free here, and so are coins that this chain never saw.
  const taker = await open(fresh, "taker", "alice");
  expect(taker.nametag).toBe("alice");
  const moved = await open(fresh, "alice");
  expect(moved.nametag).toBe("alice");
  expect(moved.balance(UCT.id)).toEqual({ confirmed: 3n * COIN, total: 3n * COIN });
  const bob = await open(fresh, "bob");
  expect(await send(moved, bob.directAddress)).toBe("completed");
  await bob.confirmed(UCT.id, COIN);
  await close(moved);

  const back = await open(own, "alice");
  expect(back.balance(UCT.id)).toEqual({ confirmed: 2n * COIN, total: 2n * COIN });
  await close(back);
  const carol = await open(own, "carol");
  const copy = await open(own, "copy");
  expect(copy.balance(UCT.id)).toEqual({ confirmed: 3n * COIN, total: 3n * COIN });
  expect(await send(copy, carol.directAddress)).toBe("completed");
  await carol.confirmed(UCT.id, COIN);
});
