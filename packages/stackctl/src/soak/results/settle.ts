import { setTimeout as delay } from "node:timers/promises";
import { askHttp } from "../../checks/http-client.ts";
import { mintKey, transferKey } from "../wallets/arrivals.ts";
import type { SoakWallet } from "../wallets/wallet.ts";
import type { Ledger, MintEntry, TransferEntry } from "./ledger.ts";
import { isSettled, type Reconciliation, reconcile } from "./reconcile.ts";
import { findSpent, type SpentToken, type Verification } from "./verify-held.ts";
import { within } from "./within.ts";

/** What is settled. */
export interface Accounts {
  wallets: readonly SoakWallet[];
  ledger: Ledger;
  faucetUrl: string;
}

export interface SettleOptions extends Verification {
  /** Longest time for what is on its way, ms. */
  timeoutMs: number;
}

/** What wallets hold, and what nobody knows about it. */
export interface Settlement extends Reconciliation {
  /** Requests of which the faucet has not said what became of them, and of which nothing has arrived. */
  undecided: number;
}

/** Pause between two looks, ms; certifying takes longer, since the SDK gives a token up after 50 attempts. */
const PAUSE = 200;
const CERTIFY_EACH = 2_000;

/** What is being certified when the time is over may end: the SDK waits so long for a proof, ms. */
const LAST_PROOF = 10_000;

/**
 * Waits until every wallet holds exactly what it has to, or nothing is on its way any more that could change it, or the
 * time is over. Then the aggregator is asked about every token.
 *
 * @returns what the wallets hold then
 */
export async function settle(accounts: Accounts, options: SettleOptions): Promise<Settlement> {
  await waitForRest(accounts, options);
  const { wallets, ledger } = accounts;
  const spent = await findSpent(wallets, options);
  const undecided = ledger.mints.filter(
    (entry) => entry.state === "asked" && mintedOf(wallets, entry) === 0n,
  );
  return { ...look(accounts, spent), undecided: undecided.length };
}

async function waitForRest(accounts: Accounts, { timeoutMs, signal }: SettleOptions): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let certifyAt = 0;
  for (;;) {
    await askForMints(accounts, signal);
    const quiet = isQuiet(accounts);
    if (performance.now() >= certifyAt) {
      certifyAt = performance.now() + CERTIFY_EACH;
      const ms = Math.max(0, deadline - performance.now()) + LAST_PROOF;
      await within(Promise.allSettled(accounts.wallets.map((wallet) => wallet.certify())), { ms, signal });
    }
    const found = look(accounts);
    const over = quiet || performance.now() > deadline || signal.aborted;
    if (over || (isSettled(found) && !isAsked(accounts))) return;
    await delay(PAUSE, undefined, { signal }).catch(() => {});
  }
}

function look({ wallets, ledger }: Accounts, spent: readonly SpentToken[] = []): Reconciliation {
  const arrived = (entry: TransferEntry) => arrivedOf(wallets, entry);
  const minted = (entry: MintEntry) => mintedOf(wallets, entry);
  return reconcile(
    ledger.expected(wallets.length, { arrived, minted }),
    wallets.map((wallet) => wallet.balance()),
    spent,
  );
}

/** Everything that was sent has arrived, and all of it is confirmed: what is missing now will not come. */
function isQuiet({ wallets, ledger }: Accounts): boolean {
  const { mints, transfers } = ledger;
  const minted = mints.every(
    (entry) => entry.state === "refused" || mintedOf(wallets, entry) >= entry.amount,
  );
  const sent = transfers.every(
    (entry) => entry.to === null || (entry.state === "sent" && arrivedOf(wallets, entry) >= entry.amount),
  );
  const confirmed = wallets.every((wallet) => {
    const { confirmed, total } = wallet.balance();
    return confirmed === total;
  });
  return minted && sent && confirmed;
}

const isAsked = ({ ledger }: Accounts) => ledger.mints.some(({ state }) => state === "asked");

function mintedOf(wallets: readonly SoakWallet[], { wallet, amount }: MintEntry): bigint {
  return wallets[wallet]?.arrivals.sum(mintKey(amount)) ?? 0n;
}

function arrivedOf(wallets: readonly SoakWallet[], { id, to }: TransferEntry): bigint {
  return to === null ? 0n : (wallets[to]?.arrivals.sum(transferKey(id)) ?? 0n);
}

/** What became of requests that were not answered. One that the faucet does not know never reached it. */
async function askForMints({ ledger, faucetUrl }: Accounts, signal: AbortSignal): Promise<void> {
  for (const entry of ledger.mints) {
    if (entry.state !== "asked" || signal.aborted) continue;
    const answer = await askHttp(`${faucetUrl}/api/v1/faucet/request/${entry.id}`, {
      timeoutMs: 5_000,
      signal,
    }).catch(() => undefined);
    if (answer?.status === 404) entry.state = "refused";
    if (answer?.status !== 200) continue;
    const status = statusIn(answer.body);
    if (status === "delivered") entry.state = "delivered";
    if (status === "failed") entry.state = "refused";
  }
}

function statusIn(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString()) as { data?: { status?: unknown } } | null)?.data?.status;
  } catch {
    return undefined;
  }
}
