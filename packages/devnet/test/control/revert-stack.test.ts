import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectControl, type StackControl } from "../../src/control.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { eventually } from "../faucet/support/eventually.ts";
import { requestFunds, UCT } from "../journey/support/journey.ts";
import { type InProcessStack, startStack } from "../journey/support/stack.ts";
import { openWallet, type Wallet } from "../journey/support/wallet.ts";
import { waitingIn, withCode } from "./support/controlled-aggregator.ts";

const COIN = 10n ** 18n;

let folder: string;
let stack: InProcessStack;
let control: StackControl;
let wallets: Wallet[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "revert-"));
  stack = await startStack(folder, join(folder, "control"));
  control = connectControl(join(folder, "control"));
  wallets = [];
});
afterEach(async () => {
  for (const wallet of wallets) await wallet.close();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function wallet(nametag: string): Promise<Wallet> {
  const opened = await openWallet(stack, { folder: join(folder, nametag), nametag });
  wallets.push(opened);
  return opened;
}

function ask(body: object): Promise<Response> {
  return fetch(`${stack.faucetUrl}/api/v1/faucet/request`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** HTTP status, and what the faucet says of a request. */
async function requestState(id: string): Promise<[number, string | undefined]> {
  const response = await fetch(`${stack.faucetUrl}/api/v1/faucet/request/${id}`);
  const { data } = (await response.json()) as { data?: { status: string } };
  return [response.status, data?.status];
}

/** A request to a public test wallet, which nobody has to run. */
async function toTestWallet(requestId: string): Promise<object> {
  const [account] = (await devAccounts(2)).slice(1);
  return { unicityId: account?.chainPubkey, coin: "unicity", amount: 1, requestId };
}

describe("a stack that is set back", () => {
  it("has forgotten what came later, and wallets of before go on with it", async () => {
    const alice = await wallet("alice");
    await requestFunds(stack, { unicityId: "@alice", coin: "unicity", amount: 1 });
    await alice.confirmed(UCT.id, COIN);
    const id = await control.snapshot();
    await wallet("carol");
    const later = { unicityId: "@alice", coin: "unicity", amount: 2, requestId: "later" };
    await requestFunds(stack, later);
    await alice.confirmed(UCT.id, 3n * COIN);

    await control.revert(id);
    expect(await requestState("later")).toEqual([404, undefined]);
    const toCarol = await ask({ unicityId: "@carol", coin: "unicity", amount: 1 });
    expect([toCarol.status, await toCarol.json()]).toMatchObject([
      400,
      { error: "Nametag not found: carol" },
    ]);
    await requestFunds(stack, later);
    await alice.confirmed(UCT.id, 5n * COIN);
    const sent = await alice.sphere.payments.send({
      ...{ coinId: UCT.id, amount: "1", recipient: "@faucet" },
      transferMode: "conservative",
    });
    expect(sent.status).toBe("completed");
    await alice.confirmed(UCT.id, 5n * COIN - 1n);
  });

  it("delivers what was unfinished in the snapshot, as the same token", async () => {
    const alice = await wallet("alice");
    await control.setRounds("manual");
    const answer = ask({ unicityId: "@alice", coin: "unicity", amount: 1, requestId: "unfinished" });
    await eventually(
      "the request waits for a round",
      async () => (await waitingIn(stack.aggregator)) === "1",
    );
    const id = await control.snapshot();
    await control.setRounds("automatic");
    expect((await answer).status).toBe(200);
    await alice.confirmed(UCT.id, COIN);

    await control.revert(id);
    await eventually(
      "it is delivered again",
      async () => (await requestState("unfinished"))[1] === "delivered",
    );
    await requestFunds(stack, { unicityId: "@alice", coin: "unicity", amount: 1 });
    await alice.confirmed(UCT.id, 2n * COIN);
  });

  it("gives up what is under way, and says so to those who wait", async () => {
    const id = await control.snapshot();
    await control.setRounds("manual");
    const answer = ask(await toTestWallet("given-up"));
    await eventually(
      "the request waits for a round",
      async () => (await waitingIn(stack.aggregator)) === "1",
    );
    await control.revert(id);
    const refused = await answer;
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: "The faucet was set back to a snapshot without this request." },
    ]);
    expect(await requestState("given-up")).toEqual([404, undefined]);
    await control.setRounds("automatic");
    await requestFunds(stack, await toTestWallet("given-up"));
  });
});

describe("a snapshot", () => {
  it("is one of the services that run, and serves while they do", async () => {
    const whole = await control.snapshot();
    await requestFunds(stack, await toTestWallet("later"));
    await stack.aggregator.close();
    await expect(control.revert(whole)).rejects.toEqual(withCode("SNAPSHOT_OF_OTHER_SERVICES"));
    expect(await requestState("later")).toEqual([200, "delivered"]);
    const rest = await control.snapshot();
    await control.revert(rest);
    expect(await requestState("later")).toEqual([200, "delivered"]);
  });
});

describe("the faucet", () => {
  it("fails behind its proxy alone when it is told to", async () => {
    await control.fault("faucet", { status: 502 });
    expect((await ask(await toTestWallet("x"))).status).toBe(502);
    expect((await fetch(`${stack.aggregatorUrl}/health`)).status).toBe(200);
    await control.clearFaults();
    await requestFunds(stack, await toTestWallet("x"));
  });
});
