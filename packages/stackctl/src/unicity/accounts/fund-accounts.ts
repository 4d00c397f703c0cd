import { devAccounts } from "@unicity-sphere/devnet/accounts";
import type { Reporter } from "../../output/reporter.ts";
import type { InstanceView } from "../../stack/definition.ts";
import { requestFunds } from "../faucet-client.ts";
import { FILES } from "../files.ts";
import { serviceUrl } from "../service-url.ts";
import { type Account, readAccounts, writeAccounts } from "./account-file.ts";

/** What each test wallet holds at first, human units. */
const FIRST_FUNDS = [
  { coin: "unicity", amount: "1000" },
  { coin: "unicity-usd", amount: "1000" },
  { coin: "bitcoin", amount: "1" },
] as const;

/** Accounts that are funded at the same time. */
const PARALLEL = 4;

/**
 * Makes sure that the first `count` test wallets are funded. What was funded before is not funded again; a request that
 * was cut off is repeated under the same id, which the faucet delivers once.
 *
 * @returns one line for people
 * @throws StackError `FUND_REFUSED`, `FAUCET_UNREACHABLE`
 */
export async function fundAccounts(
  count: number,
  instance: InstanceView,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<string[]> {
  const file = instance.file(FILES.accounts);
  const known = new Map(readAccounts(file).map((account) => [account.index, account]));
  const missing = (await devAccounts(count)).filter(({ index }) => !known.has(index));
  const faucetUrl = serviceUrl(instance, "faucet");
  for (let at = 0; at < missing.length; at += PARALLEL) {
    reporter.waiting("faucet", `to fund account ${at} of ${missing.length}`);
    const batch = missing.slice(at, at + PARALLEL);
    for (const { index, mnemonic, chainPubkey, directAddress, nostrPubkey } of batch) {
      const account = { index, mnemonic, chainPubkey, directAddress, nostrPubkey };
      known.set(index, { ...account, funded: FIRST_FUNDS.map((funds) => ({ ...funds })) });
    }
    await Promise.all(batch.map((account) => fundOne(account, faucetUrl, signal)));
    writeAccounts(file, sorted(known));
  }
  const funds = FIRST_FUNDS.map(({ coin, amount }) => `${amount} ${coin}`).join(", ");
  return [`${count} test wallets with ${funds} each: \`npx @unicity-sphere/stackctl accounts\``];
}

async function fundOne(
  { index, chainPubkey }: { index: number; chainPubkey: string },
  faucetUrl: string,
  signal: AbortSignal,
): Promise<void> {
  const requests = FIRST_FUNDS.map(({ coin, amount }) =>
    requestFunds(
      faucetUrl,
      {
        recipient: chainPubkey,
        coin,
        amount: { human: amount },
        requestId: `first-funds-${index}-${coin}`,
      },
      signal,
    ),
  );
  await Promise.all(requests);
}

function sorted(accounts: Map<number, Account>): Account[] {
  return [...accounts.values()].sort((a, b) => a.index - b.index);
}
