import type { SoakContext } from "../epoch.ts";
import { StepFailed } from "../results/failures.ts";
import { within } from "../results/within.ts";
import type { SoakWallet } from "./wallet.ts";

/** Closes wallets. One that does not end is an error, and left alone. @param ms longest time */
export async function closeWallets(
  wallets: readonly SoakWallet[],
  ms: number,
  { recorder, force }: Pick<SoakContext, "recorder" | "force">,
): Promise<void> {
  const start = performance.now();
  const open = new Set(wallets);
  const close = async (wallet: SoakWallet) => wallet.close().finally(() => open.delete(wallet));
  await within(Promise.allSettled(wallets.map(close)), { ms, signal: force });
  if (force.aborted) return;
  for (const { index } of open)
    recorder.failed("background", index, start, new StepFailed("close", [], `It was open after ${ms} ms.`));
}
