import { rmSync } from "node:fs";
import { join } from "node:path";
import { Sphere } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { expect, onTestFinished, test } from "vitest";
import { accountsDocument, fundDocument, upDocument } from "../../src/output/schemas.ts";
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

test("an unmodified wallet restored from a test mnemonic holds the first funds, then what `fund` sends", async () => {
  const home = stateHomeForTest();
  const up = upDocument.parse(await upForTest(home, "--accounts", "2"));
  expect(up.done).toEqual([expect.stringContaining("2 test wallets")]);
  const { accounts } = accountsDocument.parse((await runJson(home, ["accounts"])).document);
  expect(accounts.map(({ index }) => index)).toEqual([0, 1]);
  const [, account] = accounts;
  const sphere = await openWallet((await runJson(home, ["env"])).document, account?.mnemonic ?? "");
  expect(sphere.identity).toMatchObject({
    chainPubkey: account?.chainPubkey,
    directAddress: account?.directAddress,
  });
  const BTC = 10n ** 8n;
  const USDU = 1000n * 10n ** 6n;
  const UCT = 1000n * 10n ** 18n;
  await eventually("the first funds are there", () => confirmed(sphere).length === 3);
  expect(confirmed(sphere)).toEqual([BTC, USDU, UCT]);

  const pubkey = account?.chainPubkey ?? "";
  const human = fundDocument.parse((await runJson(home, ["fund", pubkey, "0.5", "BTC"])).document);
  expect(human.baseUnits).toBe("50000000");
  const base = fundDocument.parse(
    (await runJson(home, ["fund", pubkey, "7", "bitcoin", "--base-units"])).document,
  );
  expect(base.baseUnits).toBe("7");
  await eventually("both amounts are there", () => confirmed(sphere)[0] === BTC + 50_000_007n);
});

test("accounts are funded once, however often they are asked for", async () => {
  const home = stateHomeForTest();
  await upForTest(home, "--accounts", "1");
  const before = (await runJson(home, ["accounts"])).document;
  await upForTest(home, "--accounts", "1");
  expect((await runJson(home, ["accounts"])).document).toEqual(before);
  rmSync(join(home, "default/accounts.json"));
  await upForTest(home, "--accounts", "1");
  const { accounts } = accountsDocument.parse((await runJson(home, ["accounts"])).document);
  const sphere = await openWallet((await runJson(home, ["env"])).document, accounts[0]?.mnemonic ?? "");
  await eventually("the first funds are there", () => confirmed(sphere).length === 3);
  expect(confirmed(sphere)[0]).toBe(10n ** 8n);
});

test("an unknown recipient and an unknown coin are refused in the faucet's own words", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const nobody = await runJson(home, ["fund", "@nobody", "1"]);
  expect(nobody.document.error).toMatchObject({
    code: "FUND_REFUSED",
    evidence: "Nametag not found: nobody",
  });
  expect(nobody.exitCode).toBe(1);
  const coin = await runJson(home, ["fund", "@faucet", "1", "gold"]);
  expect(coin.document.error.evidence).toBe("Coin not found: gold");
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});
