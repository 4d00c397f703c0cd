/**
 * Unmodified wallets against services behind HAProxy: `node run-task.ts TASK`, a {@link Task} as JSON. Prints what was
 * found as JSON on the last line; what Node.js trusts is for its environment to say.
 */
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findCoin } from "@unicity-sphere/devnet";
import {
  message,
  requestFunds,
  runJourney,
  UCT,
} from "../../../../../devnet/test/journey/support/journey.ts";
import { openWallet, type StackAddresses } from "../../../../../devnet/test/journey/support/wallet.ts";
import { type Findings, SEVEN, type Services, type Task, type TaskName, WALLETS } from "./task.ts";

const ALICE = 45n * 10n ** 18n;
const BOB = 55n * 10n ** 18n;

async function addressesOf({ services, trustBase }: Task): Promise<StackAddresses> {
  await mkdir(WALLETS, { recursive: true });
  const trustBaseFile = join(WALLETS, "trust-base.json");
  await writeFile(trustBaseFile, trustBase ?? (await servedTrustBase(services)));
  return { ...services, trustBaseFile };
}

async function servedTrustBase({ aggregatorUrl }: Services): Promise<string> {
  const answer = await fetch(`${aggregatorUrl}/.well-known/trust-base.json`);
  if (answer.status !== 200) throw new Error(`the trust base: ${answer.status}`);
  return answer.text();
}

const newName = () => `w-${randomUUID().slice(0, 8)}`;

async function mint(stack: StackAddresses): Promise<Findings["mint"]> {
  const wallet = await openWallet(stack, { folder: join(WALLETS, newName()), nametag: newName() });
  const { nametag } = wallet;
  await wallet.close();
  return { nametag };
}

async function journey(stack: StackAddresses): Promise<Findings["journey"]> {
  const { alice, bob, times } = await runJourney(stack, WALLETS);
  const names = [alice.nametag ?? "", bob.nametag ?? ""];
  await alice.close();
  await bob.close();
  return { names, times };
}

/** The wallets of the journey, loaded from their folders: Bob has one coin more each time. */
async function again(stack: StackAddresses, { before = 0 }: Task): Promise<Findings["again"]> {
  const bobs = BOB + BigInt(before) * 10n ** 18n;
  const alice = await openWallet(stack, { folder: join(WALLETS, "alice") });
  const bob = await openWallet(stack, { folder: join(WALLETS, "bob") });
  await alice.confirmed(UCT.id, ALICE);
  await bob.confirmed(UCT.id, bobs);
  await requestFunds(stack, { unicityId: alice.nametag, coin: "unicity", amount: 1 });
  await alice.confirmed(UCT.id, ALICE + 10n ** 18n);
  const order = { coinId: UCT.id, amount: `${10n ** 18n}`, recipient: `@${bob.nametag}` };
  await alice.sphere.payments.send({ ...order, transferMode: "conservative" });
  await bob.confirmed(UCT.id, bobs + 10n ** 18n);
  await message(bob, alice, "still here");
  const names = [alice.nametag ?? "", bob.nametag ?? ""];
  await alice.close();
  await bob.close();
  return { names };
}

/** A new wallet asks for all coins at once, as the wallet app does. */
async function seven(stack: StackAddresses): Promise<Findings["seven"]> {
  const nametag = newName();
  const wallet = await openWallet(stack, { folder: join(WALLETS, nametag), nametag });
  const requests = Object.entries(SEVEN).map(([coin, amount]) => ({ unicityId: nametag, coin, amount }));
  const answers = await Promise.all(
    requests.map((body) =>
      fetch(`${stack.faucetUrl}/api/v1/faucet/request`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    ),
  );
  const balances: Findings["seven"]["balances"] = {};
  for (const { coin, amount } of requests) {
    const { id, decimals } = findCoin(coin) ?? { id: "", decimals: 0 };
    await wallet.confirmed(id, BigInt(amount) * 10n ** BigInt(decimals));
    const { confirmed, total } = wallet.balance(id);
    const tokens = wallet.sphere.payments.getTokens({ coinId: id }).length;
    balances[coin] = { confirmed: `${confirmed}`, total: `${total}`, tokens };
  }
  await wallet.close();
  return { statuses: answers.map(({ status }) => status), balances };
}

const TASKS: Record<TaskName, (stack: StackAddresses, task: Task) => Promise<object>> = {
  mint,
  journey,
  again,
  seven,
};

const task = JSON.parse(process.argv[2] ?? "{}") as Task;
console.log(JSON.stringify(await TASKS[task.what](await addressesOf(task), task)));
process.exit(0);
