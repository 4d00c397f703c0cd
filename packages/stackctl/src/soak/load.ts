import { setTimeout as delay } from "node:timers/promises";
import { readDiscovery } from "../unicity/faucet-client.ts";
import { DEADLINES } from "./deadlines.ts";
import type { SoakContext } from "./epoch.ts";
import { carryOut, type FaultTarget } from "./faults/carry-out.ts";
import { drive } from "./operations/drive.ts";
import { loadIsOver } from "./operations/load-is-over.ts";
import { Turns } from "./operations/turns.ts";
import type { PreparedWorld, World } from "./operations/world.ts";
import type { Epoch } from "./plan/plan.ts";
import { randomFor } from "./random.ts";
import { StepFailed } from "./results/failures.ts";
import { healthOrNone } from "./results/health-at-end.ts";
import { Ledger } from "./results/ledger.ts";
import type { Endpoints, SoakWallet } from "./wallets/wallet.ts";

/** Transfers at the same time: each verifies and signs in this one process, beside the services. */
const TURNS = 4;

/** Longest time for all to come back after a restart of the relay, ms: wallets wait up to 48 s between two tries. */
const RECOVERY_TIMEOUT = 60_000;

/** What operations of an epoch work with, before the load begins. @throws StackError `FAUCET_UNREACHABLE` */
export async function prepareWorld(
  id: string,
  wallets: readonly SoakWallet[],
  { faucet }: Endpoints,
): Promise<PreparedWorld> {
  const { nametag, direct_address } = await readDiscovery(faucet);
  let count = 0;
  return {
    id,
    wallets,
    faucetUrl: faucet,
    faucetAddress: nametag === null ? direct_address : `@${nametag}`,
    ledger: new Ledger(),
    turns: { transfers: new Turns(TURNS), mints: new Turns(wallets.length) },
    unique: () => ++count,
  };
}

/** Lets all wallets work, and faults happen, until the load is over or the soak is ended early. */
export async function load(
  context: SoakContext,
  epoch: Epoch,
  index: number,
  prepared: PreparedWorld,
): Promise<void> {
  const { plan, recorder, faults, force, deadlines = DEADLINES } = context;
  const noFault = (error: unknown) =>
    recorder.failed("background", null, performance.now(), new StepFailed("make a fault", [], error));
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, context.signal, recorder.hopeless.signal]);
  const world: World = { ...prepared, signal, afterLoadMs: deadlines.afterLoad };
  const target = targetOf(context, world);
  const faultsMade = target
    ? carryOut(epoch.faults, target, faults, signal).catch(noFault)
    : Promise.resolve();
  const over = loadIsOver(epoch.ms, { faultsMade, recorder, signal }).then(() => ended.abort());
  const drives = world.wallets.map((wallet) =>
    drive(world, wallet, randomFor(plan.seed, `wallet ${index} ${wallet.index}`), recorder),
  );
  await Promise.race([Promise.all([...drives, faultsMade, over]), aborted(force)]);
}

function targetOf({ host, recorder }: SoakContext, { wallets, turns }: World): FaultTarget | undefined {
  const { control, restartRelay } = host;
  if (!control || !restartRelay) return undefined;
  return {
    control: control(),
    restartRelay,
    holdTokens: async () => {
      const releases = await Promise.all([turns.transfers.hold(), turns.mints.hold()]);
      return () => {
        for (const release of releases) release();
      };
    },
    now: () => recorder.now(),
    recovered: async (signal: AbortSignal) => {
      const deadline = performance.now() + RECOVERY_TIMEOUT;
      const back = async () =>
        wallets.every((wallet) => wallet.connected()) && (await healthOrNone(host)) === "healthy";
      while (!signal.aborted && !(await back()) && performance.now() < deadline)
        await delay(100, undefined, { signal }).catch(() => {});
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
