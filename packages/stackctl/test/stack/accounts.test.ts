import { rmSync } from "node:fs";
import { join } from "node:path";
import { Sphere } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { expect, onTestFinished, test } from "vitest";
import { upDocument } from "../../src/output/schemas.ts";
import { accountsDocument, fundDocument } from "../../src/output/unicity-schemas.ts";
import { eventually } from "../support/eventually.ts";
import { stateHomeForTest, upForTest } from "../support/instance.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The variables of `env`, which is all that a wallet is told. */
async function openWallet(variables: Record<string, string>, mnemonic: string): Promise<Sphere> {
  const folder = temporaryFolder();
  const { storage, tokenStorage, transport, oracle } = createNodeProviders({
    network: "testnet",
    dataDir: join(folder, "data"),
    tokensDir: join(folder, "tokens"),
    transport: { relays: [variables.SPHERE_NOSTR_RELAYS ?? ""] },
    oracle: {
      url: variables.SPHERE_AGGREGATOR_URL ?? "",
      trustBasePath: variables.SPHERE_TRUST_BASE_PATH ?? "",
    },
    tokenSync: { ipfs: { enabled: false } },
  });
  const { sphere } = await Sphere.init({
    ...{ storage, tokenStorage, transport, oracle, mnemonic },
    network: "testnet",
    l1: null,
    discoverAddresses: false,
  });
  onTestFinished(() => sphere.destroy());
  return sphere;
}

/** Confirmed base units by symbol or id of the coin. */
function confirmed(sphere: Sphere): bigint[] {
  return sphere.payments
    .getBalance()
    .map(({ confirmedAmount }) => BigInt(confirmedAmount))
    .sort((a, b) => (a < b ? -1 : 1));
}

const UCT = 10n ** 18n;
const USDU = 10n ** 6n;
const BTC = 10n ** 8n;
const FIRST_FUNDS = [BTC, 1000n * USDU, 1000n * UCT];

test.each([1, 2, 3])(
  "an unmodified wallet restored from test mnemonic %i holds the first funds once, then what `fund` sends",
  async (index) => {
    const home = stateHomeForTest();
    const up = upDocument.parse(await upForTest(home, "--accounts", "4"));
    expect(up.done).toEqual([expect.stringContaining("4 test wallets")]);
    const { accounts } = accountsDocument.parse((await runJson(home, ["accounts"])).document);
    expect(accounts.map((account) => account.index)).toEqual([0, 1, 2, 3]);
    const variables = (await runJson(home, ["env"])).document;
    const account = accounts[index];
    const sphere = await openWallet(variables, account?.mnemonic ?? "");
    expect(sphere.identity).toMatchObject({
      chainPubkey: account?.chainPubkey,
      directAddress: account?.directAddress,
    });
    await eventually("the first funds are there", () => confirmed(sphere).length === 3);
    const stored = () => storedTransfers(variables.SPHERE_NOSTR_RELAYS, account?.nostrPubkey ?? "");
    await eventually("everything was sent again", async () => (await stored()) === 6);

    const pubkey = account?.chainPubkey ?? "";
    const human = fundDocument.parse((await runJson(home, ["fund", pubkey, "0.5", "BTC"])).document);
    expect(human.baseUnits).toBe("50000000");
    const args = ["fund", pubkey, "7", "bitcoin", "--base-units"];
    expect(fundDocument.parse((await runJson(home, args)).document).baseUnits).toBe("7");
    await eventually("both amounts are there", () => confirmed(sphere)[0] === BTC + 50_000_007n);
    expect(confirmed(sphere).slice(1)).toEqual(FIRST_FUNDS.slice(1));
    expect(await stored()).toBe(8);
  },
);

/** Token transfers to a wallet that the relay holds (kind 31113). */
async function storedTransfers(relayUrl: string, nostrPubkey: string): Promise<number> {
  const socket = new WebSocket(relayUrl);
  onTestFinished(() => socket.close());
  let count = 0;
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error("The relay does not answer."));
    socket.onopen = () =>
      socket.send(JSON.stringify(["REQ", "count", { kinds: [31113], "#p": [nostrPubkey] }]));
    socket.onmessage = ({ data }) => {
      if (JSON.parse(String(data))[0] === "EVENT") count += 1;
      else resolve(count);
    };
  });
}

test("accounts are funded once, however often they are asked for, also when the record of it was lost", async () => {
  const home = stateHomeForTest();
  await upForTest(home, "--accounts", "1");
  const before = accountsDocument.parse((await runJson(home, ["accounts"])).document);
  await upForTest(home, "--accounts", "1");
  rmSync(join(home, "default/accounts.json"));
  await upForTest(home, "--accounts", "1");
  expect((await runJson(home, ["accounts"])).document).toEqual(before);
  const relayUrl = (await runJson(home, ["env"])).document.SPHERE_NOSTR_RELAYS;
  expect(await storedTransfers(relayUrl, before.accounts[0]?.nostrPubkey ?? "")).toBe(3);
  await upForTest(home, "--accounts", "2");
  const after = accountsDocument.parse((await runJson(home, ["accounts"])).document);
  expect(after.accounts).toHaveLength(2);
  expect(await storedTransfers(relayUrl, after.accounts[1]?.nostrPubkey ?? "")).toBe(3);
  expect(await storedTransfers(relayUrl, after.accounts[0]?.nostrPubkey ?? "")).toBe(3);
});

test("an unknown recipient and an unknown coin are refused in the faucet's own words", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const nobody = await runJson(home, ["fund", "@nobody", "1"]);
  expect(nobody.document.error).toMatchObject({
    code: "FUND_REFUSED",
    evidence: "Nametag not found: nobody",
    next: expect.stringContaining("once its wallet has been opened"),
  });
  expect(nobody.exitCode).toBe(1);
  const coin = await runJson(home, ["fund", "@faucet", "1", "gold"]);
  expect(coin.document.error).toMatchObject({
    evidence: "Coin not found: gold",
    next: expect.stringContaining("/api/v1/faucet/coins"),
  });
  const much = await runJson(home, ["fund", "@faucet", "1000001"]);
  expect(much.document.error.next).toMatch(/^Ask for less/);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});
