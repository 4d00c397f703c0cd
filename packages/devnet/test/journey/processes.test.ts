import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message, requestFunds, runJourney, UCT } from "./support/journey.ts";
import { type SpawnedStack, spawnStack } from "./support/spawned-stack.ts";
import { openWallet, type Wallet } from "./support/wallet.ts";

let folder: string;
let stack: SpawnedStack;
let wallets: Wallet[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "processes-"));
  stack = await spawnStack(folder);
  wallets = [];
});
afterEach(async () => {
  for (const wallet of wallets) await wallet.close();
  await stack.stop("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function faucetDocument(): Promise<object> {
  const response = await fetch(`${stack.faucetUrl}/.well-known/faucet.json`);
  return (await response.json()) as object;
}

describe("a stack of three processes", () => {
  it("carries the whole journey and continues after kill -9 of all of them", async () => {
    const { alice, bob } = await runJourney(stack, folder);
    const names = [alice.nametag, bob.nametag];
    const before = await faucetDocument();
    await alice.close();
    await bob.close();
    await stack.stop("SIGKILL");
    stack = await spawnStack(folder);
    for (const name of ["alice", "bob"])
      wallets.push(await openWallet(stack, { folder: join(folder, name) }));
    const [alice2, bob2] = wallets;
    if (!alice2 || !bob2) throw new Error("The wallets did not load.");
    expect([alice2.nametag, bob2.nametag]).toEqual(names);
    await alice2.confirmed(UCT.id, 45n * 10n ** 18n);
    await bob2.confirmed(UCT.id, 55n * 10n ** 18n);
    expect(await faucetDocument()).toEqual({
      ...before,
      request_url: `${stack.faucetUrl}/api/v1/faucet/request`,
    });
    await requestFunds(stack, { unicityId: `@${names[1]}`, coin: "unicity", amount: 5 });
    await bob2.confirmed(UCT.id, 60n * 10n ** 18n);
    await message(alice2, bob2, "after the crash");
  });

  it("ends with 0 on SIGTERM, each process for itself", async () => {
    await stack.stop("SIGTERM");
    const codes = Object.values(stack.processes).map(({ exitCode }) => exitCode);
    expect(codes).toEqual([0, 0, 0]);
  });
});
