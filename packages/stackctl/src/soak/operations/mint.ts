import { setTimeout as delay } from "node:timers/promises";
import { StackError } from "../../errors.ts";
import { requestFunds } from "../../unicity/faucet-client.ts";
import { StepFailed } from "../results/failures.ts";
import type { MintEntry } from "../results/ledger.ts";
import { mintKey } from "../wallets/arrivals.ts";
import { COIN } from "../wallets/coin.ts";
import type { SoakWallet } from "../wallets/wallet.ts";
import { ARRIVAL_TIMEOUT, Unfinished, type World } from "./world.ts";

/** Base units of one token; each mint adds a number of its own, by which the wallet knows it. */
const AMOUNT = 10n ** 18n;

/** A delivery that takes longer than the faucet lets one wait is asked for again, ms. */
const PENDING_PAUSE = 1_000;

/** Lets the faucet mint a token for the wallet, and waits until the wallet holds it. @throws StepFailed, Unfinished */
export async function mint(world: World, wallet: SoakWallet): Promise<void> {
  const number = world.unique();
  const amount = AMOUNT + BigInt(number);
  const entry = world.ledger.mint(`${world.id}-${number}`, wallet.index, amount);
  await request(world, wallet, entry);
  const arrived = await wallet.arrivals.wait(mintKey(amount), amount, ARRIVAL_TIMEOUT, world.signal);
  if (arrived) return;
  if (world.signal.aborted) throw new Unfinished();
  throw new StepFailed(
    "arrive",
    ["relay", "faucet"],
    `The token did not arrive within ${ARRIVAL_TIMEOUT} ms.`,
    ARRIVAL_TIMEOUT,
  );
}

async function request({ faucetUrl, signal }: World, wallet: SoakWallet, entry: MintEntry): Promise<void> {
  const deadline = performance.now() + ARRIVAL_TIMEOUT;
  const amount = { baseUnits: entry.amount.toString() };
  for (;;) {
    try {
      const recipient = `@${wallet.name}`;
      // Not aborted with the load: a request that is cut off may be accepted after it was asked for.
      await requestFunds(faucetUrl, { recipient, coin: COIN, amount, requestId: entry.id });
      entry.state = "delivered";
      return;
    } catch (error) {
      if (signal.aborted) throw new Unfinished();
      if (!isPending(error) || performance.now() > deadline)
        throw new StepFailed("request", ["faucet", "relay", "aggregator"], reasonOf(error));
      await delay(PENDING_PAUSE, undefined, { signal }).catch(() => {});
    }
  }
}

/** The faucet has accepted the request and goes on with it: it answers 200, and not with a delivery. */
function isPending(error: unknown): boolean {
  return (
    error instanceof StackError && error.code === "FUND_REFUSED" && /^200 /.test(error.parts.evidence ?? "")
  );
}

function reasonOf(error: unknown): unknown {
  return error instanceof StackError ? (error.parts.evidence ?? error.message) : error;
}
