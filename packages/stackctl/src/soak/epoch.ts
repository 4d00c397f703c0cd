import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readDiscovery } from "../unicity/faucet-client.ts";
import { carryOut } from "./faults/carry-out.ts";
import type { FaultTimeline } from "./faults/timeline.ts";
import type { SoakHost } from "./instance/host.ts";
import { drive } from "./operations/drive.ts";
import { Turns } from "./operations/turns.ts";
import type { World } from "./operations/world.ts";
import type { Epoch, SoakPlan } from "./plan/plan.ts";
import { randomFor } from "./random.ts";
import type { Recorder } from "./recorder.ts";
import { StepFailed } from "./results/failures.ts";
import { Ledger } from "./results/ledger.ts";
import type { Reconciliation } from "./results/reconcile.ts";
import { settle } from "./results/settle.ts";
import { openWallets } from "./wallets/open-all.ts";
import type { Endpoints, OpenWallet, SoakWallet } from "./wallets/wallet.ts";

/** Transfers at the same time: each verifies and signs in this one process, beside the services. */
const TURNS = 4;

/** Longest time for what is on its way when the load ends, ms; less when the reader has interrupted. */
const SETTLE_TIMEOUT = 90_000;
const SETTLE_INTERRUPTED = 15_000;

/** Longest time for wallets to come back after a restart of the relay, ms: they wait up to 48 s between two tries. */
const RECONNECT_TIMEOUT = 60_000;

/** What all epochs of a soak share. */
export interface SoakContext {
  plan: SoakPlan;
  host: SoakHost;
  openWallet: OpenWallet;
  recorder: Recorder;
  faults: FaultTimeline;
  /** Part of every name, so that no soak meets the names of another one. */
  id: string;
  /** Ends the load early. */
  signal: AbortSignal;
  /** Ends everything now. */
  force: AbortSignal;
  tell(text: string): void;
}

/** What became of the tokens of an epoch. */
export interface EpochResult extends Reconciliation {
  /** Begin and end of the load, ms since the begin of the soak. */
  from: number;
  to: number;
  /** Base units that the faucet has delivered, and got back. */
  minted: bigint;
  givenBack: bigint;
  /** Transfers between wallets that were sent. */
  transfers: number;
}

/** Opens wallets, lets them work, and holds what they have against what they were given. */
export async function runEpoch(
  context: SoakContext,
  epoch: Epoch,
  index: number,
  endpoints: Endpoints,
): Promise<EpochResult> {
  const { host, recorder, signal, force, tell } = context;
  const folder = join(host.wallets, String(index));
  const wallets = await openWallets(context, endpoints, folder, index);
  try {
    tell(`${wallets.length} wallets are open.`);
    const from = recorder.now();
    const world = await worldOf(context, wallets, endpoints, index);
    await load(context, epoch, index, world);
    const to = recorder.now();
    tell("The load has ended; accounts are being settled.");
    const timeoutMs = signal.aborted ? SETTLE_INTERRUPTED : SETTLE_TIMEOUT;
    const { ledger, faucetUrl } = world;
    const found = await settle({ wallets, ledger, faucetUrl }, { timeoutMs, signal: force });
    const transfers = ledger.transfers.filter((entry) => entry.to !== null && entry.state === "sent").length;
    return { ...found, ...ledger.totals(), from, to, transfers };
  } finally {
    recorder.muted = true;
    await Promise.allSettled(wallets.map((wallet) => wallet.close()));
    recorder.muted = false;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function worldOf(
  { id }: SoakContext,
  wallets: readonly SoakWallet[],
  { faucet }: Endpoints,
  index: number,
): Promise<Omit<World, "signal">> {
  const { nametag, direct_address } = await readDiscovery(faucet);
  let count = 0;
  return {
    id: `${id}-${index}`,
    wallets,
    faucetUrl: faucet,
    faucetAddress: nametag === null ? direct_address : `@${nametag}`,
    ledger: new Ledger(),
    turns: new Turns(TURNS),
    unique: () => ++count,
  };
}

/** Lets all wallets work, and faults happen, until the time is over or the soak is ended early. */
async function load(
  context: SoakContext,
  epoch: Epoch,
  index: number,
  prepared: Omit<World, "signal">,
): Promise<void> {
  const { plan, recorder, faults, force } = context;
  const noFault = (error: unknown) =>
    recorder.failed("background", null, performance.now(), new StepFailed("make a fault", [], error));
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), epoch.ms);
  const signal = AbortSignal.any([ended.signal, context.signal, recorder.hopeless.signal]);
  const world: World = { ...prepared, signal };
  const target = targetOf(context, world);
  try {
    await Promise.race([
      Promise.all([
        ...world.wallets.map((wallet) =>
          drive(world, wallet, randomFor(plan.seed, `wallet ${index} ${wallet.index}`), recorder),
        ),
        ...(target ? [carryOut(epoch.faults, target, faults, signal).catch(noFault)] : []),
      ]),
      aborted(force),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function targetOf({ host, recorder }: SoakContext, { wallets, turns }: World) {
  const { control, restartRelay } = host;
  if (!control || !restartRelay) return undefined;
  return {
    control: control(),
    restartRelay,
    holdTokens: () => turns.hold(),
    now: () => recorder.now(),
    reconnected: async (signal: AbortSignal) => {
      const deadline = performance.now() + RECONNECT_TIMEOUT;
      while (!wallets.every((wallet) => wallet.connected()) && performance.now() < deadline)
        await delay(100, undefined, { signal });
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
