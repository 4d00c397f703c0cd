import { join } from "node:path";
import { EXIT, messageOf, StackError } from "../../errors.ts";
import { DEADLINES, type Deadlines, endsWithLoad, Overdue } from "../deadlines.ts";
import type { SoakContext } from "../epoch.ts";
import { within } from "../results/within.ts";
import { closeWallets } from "./close-all.ts";
import type { Endpoints, SoakWallet } from "./wallet.ts";

/** Wallets that are created at the same time. */
const PARALLEL = 4;

/**
 * Creates the wallets of an epoch, each with a nametag of its own. When the soak is ended meanwhile, there are fewer, and
 * one that does not open soon then is an error.
 *
 * @throws StackError `WALLET_NOT_OPENED`, exit 2; those that are open are closed then
 */
export async function openWallets(
  { plan, id, openWallet, recorder, signal, force, deadlines = DEADLINES }: SoakContext,
  endpoints: Endpoints,
  folder: string,
  epoch: number,
): Promise<SoakWallet[]> {
  const wallets: SoakWallet[] = [];
  let next = 0;
  const open = async (index: number) => {
    const start = performance.now();
    const name = `${id}-${epoch}-${index}`;
    const opened = openWallet({ index, name, folder: join(folder, String(index)), endpoints });
    try {
      wallets.push(await openInTime(opened, { signal, force, deadlines }));
      recorder.done("open", index, start);
    } catch (error) {
      if (!(error instanceof Overdue)) throw error;
      recorder.failed("open", index, start, error);
    }
  };
  const worker = async () => {
    while (next < plan.wallets && !signal.aborted) await open(next++);
  };
  const stop = (error: unknown) => {
    next = plan.wallets;
    throw error;
  };
  const ended = await Promise.allSettled(Array.from({ length: PARALLEL }, () => worker().catch(stop)));
  const failed = ended.find((end) => end.status === "rejected");
  if (!failed) return wallets.sort((a, b) => a.index - b.index);
  await closeWallets(wallets, deadlines.close, { recorder, force });
  throw notOpened(failed.reason, endpoints);
}

/** One that is too late is closed as soon as it is open. @throws Overdue when the soak was ended meanwhile */
async function openInTime(
  opened: Promise<SoakWallet>,
  { signal, force, deadlines }: Pick<SoakContext, "signal" | "force"> & { deadlines: Deadlines },
): Promise<SoakWallet> {
  const limited = within(opened, { ms: deadlines.open, signal: force });
  try {
    const wallet = await endsWithLoad(limited, { signal, afterLoadMs: deadlines.afterLoad });
    if (wallet) return wallet;
    throw force.aborted ? new Overdue(0) : new Error(`It was not open after ${deadlines.open} ms.`);
  } catch (error) {
    void opened.then((late) => late.close()).catch(() => {});
    throw error;
  }
}

function notOpened(error: unknown, { relay, aggregator }: Endpoints): StackError {
  if (error instanceof StackError) return error;
  return new StackError(
    {
      code: "WALLET_NOT_OPENED",
      what: "A wallet could not be created, so that there is nothing to drive.",
      where: `${relay}, ${aggregator}`,
      evidence: messageOf(error),
      cause: "A service does not answer, or belongs to another chain than the trust base.",
      next: "See `npx @unicity-sphere/stackctl status` of the instance.",
    },
    EXIT.unreachable,
    { cause: error },
  );
}
