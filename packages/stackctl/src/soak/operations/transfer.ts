import { messageOf } from "../../errors.ts";
import type { ServiceName } from "../faults/control.ts";
import type { Random } from "../random.ts";
import { StepFailed } from "../results/failures.ts";
import { transferKey } from "../wallets/arrivals.ts";
import type { HeldToken, SoakWallet } from "../wallets/wallet.ts";
import { ARRIVAL_TIMEOUT, Unfinished, type World } from "./world.ts";

/**
 * Sends a whole token, or a part of the smallest one, to another wallet, and waits until that holds it. Amounts are
 * chosen so that exactly one token is moved: its size stays known.
 *
 * @throws StepFailed, Unfinished
 */
export async function transfer(
  world: World,
  wallet: SoakWallet,
  recipient: SoakWallet,
  random: Random,
): Promise<void> {
  const tokens = wallet.tokens();
  const amount = random.next() < 0.5 ? partOf(smallest(tokens), random) : random.pick(tokens).amount;
  const memo = `${world.id}-${world.unique()}`;
  const entry = world.ledger.transfer(memo, wallet.index, recipient.index, amount);
  try {
    await wallet.send(`@${recipient.name}`, amount, memo);
    entry.state = "sent";
  } catch (error) {
    entry.state = "failed";
    throw new StepFailed("send", servicesOf(error), error);
  }
  const arrived = await recipient.arrivals.wait(transferKey(memo), amount, ARRIVAL_TIMEOUT, world.signal);
  if (arrived) return;
  if (world.signal.aborted) throw new Unfinished();
  throw new StepFailed(
    "arrive",
    ["relay"],
    `The token did not arrive within ${ARRIVAL_TIMEOUT} ms.`,
    ARRIVAL_TIMEOUT,
  );
}

/** Sends a whole token to the faucet: wallets stay small, and so do tokens, which carry their whole history. */
export async function giveBack(world: World, wallet: SoakWallet, token: HeldToken): Promise<void> {
  const memo = `${world.id}-${world.unique()}`;
  const entry = world.ledger.transfer(memo, wallet.index, null, token.amount);
  try {
    await wallet.send(world.faucetAddress, token.amount, memo);
    entry.state = "sent";
  } catch (error) {
    entry.state = "failed";
    throw new StepFailed("send", servicesOf(error), error);
  }
}

function smallest(tokens: readonly HeldToken[]): HeldToken {
  return tokens.reduce((least, token) => (token.amount < least.amount ? token : least));
}

/** Between a tenth and nine tenths, so that it is less than the smallest token of all. */
function partOf({ amount }: HeldToken, random: Random): bigint {
  const part = (amount * BigInt(random.whole(100, 900))) / 1000n;
  return part > 0n ? part : amount;
}

/** Which services an error of sphere-sdk's `send` can come from, by its code and its words. */
export function servicesOf(error: unknown): ServiceName[] {
  const code = (error as { code?: unknown } | null)?.code;
  const text = messageOf(error);
  if (code === "INSUFFICIENT_BALANCE") return [];
  if (code === "INVALID_RECIPIENT" || code === "TRANSPORT_ERROR" || /relay|Nostr|Event rejected/i.test(text))
    return ["relay"];
  if (
    code === "AGGREGATOR_ERROR" ||
    code === "TRANSFER_FAILED" ||
    /inclusion proof|JSON-?RPC|abort/i.test(text)
  )
    return ["aggregator"];
  return ["relay", "aggregator"];
}
