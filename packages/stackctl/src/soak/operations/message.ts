import { StepFailed } from "../results/failures.ts";
import { messageKey } from "../wallets/arrivals.ts";
import type { SoakWallet } from "../wallets/wallet.ts";
import { ARRIVAL_TIMEOUT, Unfinished, type World } from "./world.ts";

/** Writes to another wallet and waits until that shows it. @throws StepFailed, Unfinished */
export async function message(world: World, wallet: SoakWallet, recipient: SoakWallet): Promise<void> {
  const text = `${world.id}-${world.unique()} from ${wallet.name}`;
  try {
    await wallet.message(`@${recipient.name}`, text);
  } catch (error) {
    throw new StepFailed("send", ["relay"], error);
  }
  if (await recipient.arrivals.wait(messageKey(text), 1n, ARRIVAL_TIMEOUT, world.signal)) return;
  if (world.signal.aborted) throw new Unfinished();
  throw new StepFailed(
    "arrive",
    ["relay"],
    `The message did not arrive within ${ARRIVAL_TIMEOUT} ms.`,
    ARRIVAL_TIMEOUT,
  );
}
