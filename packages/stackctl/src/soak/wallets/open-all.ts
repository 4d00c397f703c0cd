import { join } from "node:path";
import { EXIT, messageOf, StackError } from "../../errors.ts";
import type { SoakContext } from "../epoch.ts";
import type { Endpoints, SoakWallet } from "./wallet.ts";

/** Wallets that are created at the same time. */
const PARALLEL = 4;

/**
 * Creates the wallets of an epoch, each with a nametag of its own. When the soak is ended meanwhile, there are fewer.
 *
 * @throws StackError `WALLET_NOT_OPENED`, exit 2; those that are open are closed then
 */
export async function openWallets(
  { plan, id, openWallet, recorder, signal }: SoakContext,
  endpoints: Endpoints,
  folder: string,
  epoch: number,
): Promise<SoakWallet[]> {
  const wallets: SoakWallet[] = [];
  let next = 0;
  const open = async (index: number) => {
    const start = performance.now();
    const name = `${id}-${epoch}-${index}`;
    wallets.push(await openWallet({ index, name, folder: join(folder, String(index)), endpoints }));
    recorder.done("open", index, start);
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
  await Promise.allSettled(wallets.map((wallet) => wallet.close()));
  throw notOpened(failed.reason, endpoints);
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
      next: "See `npx stackctl status` of the instance.",
    },
    EXIT.unreachable,
    { cause: error },
  );
}
