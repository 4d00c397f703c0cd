import { setTimeout as delay } from "node:timers/promises";
import { endsWithLoad } from "../deadlines.ts";
import type { Random } from "../random.ts";
import type { OperationName } from "../results/samples.ts";
import type { SoakWallet } from "../wallets/wallet.ts";
import { choose } from "./choose.ts";
import { message } from "./message.ts";
import { mint } from "./mint.ts";
import { giveBack, transfer } from "./transfer.ts";
import type { Turns } from "./turns.ts";
import { Unfinished, type World } from "./world.ts";

/** What is told of each operation. */
export interface Watcher {
  /** @param start of the operation, by `performance.now()` */
  done(operation: OperationName, wallet: number, start: number): void;
  failed(operation: OperationName, wallet: number, start: number, error: unknown): void;
}

/** Pause between two operations of a wallet, ms: 20 wallets may have to share two cores with the services. */
const PAUSE = { shortest: 300, longest: 1_500 };

/** Lets a wallet work until the load ends. What goes wrong is told, and the wallet goes on. */
export async function drive(
  world: World,
  wallet: SoakWallet,
  random: Random,
  watcher: Watcher,
): Promise<void> {
  const pause = () =>
    delay(random.whole(PAUSE.shortest, PAUSE.longest), undefined, { signal: world.signal }).catch(() => {});
  await pause();
  for (let done = 0; !world.signal.aborted; done++) {
    const [operation, work] = next(world, wallet, done, random);
    // Turns are waited for before the clock starts: they are a matter of this machine, not of the services.
    const run = async () => {
      if (world.signal.aborted) return;
      const start = performance.now();
      try {
        await endsWithLoad(work(), world);
        watcher.done(operation, wallet.index, start);
      } catch (error) {
        if (!(error instanceof Unfinished)) watcher.failed(operation, wallet.index, start, error);
      }
    };
    await (turnsOf(world, operation)?.run(run) ?? run());
    await pause();
  }
}

function turnsOf({ turns }: World, operation: OperationName): Turns | undefined {
  if (operation === "message") return undefined;
  return operation === "mint" ? turns.mints : turns.transfers;
}

function next(
  world: World,
  wallet: SoakWallet,
  done: number,
  random: Random,
): [OperationName, () => Promise<void>] {
  const choice = choose(wallet.tokens(), done, random);
  if (choice.operation === "give back")
    return [choice.operation, () => giveBack(world, wallet, choice.token)];
  if (choice.operation === "mint") return [choice.operation, () => mint(world, wallet)];
  const other = random.pick(world.wallets.filter(({ index }) => index !== wallet.index));
  if (choice.operation === "message") return [choice.operation, () => message(world, wallet, other)];
  return [choice.operation, () => transfer(world, wallet, other, random)];
}
