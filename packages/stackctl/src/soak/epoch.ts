import { rmSync } from "node:fs";
import { join } from "node:path";
import { DEADLINES, type Deadlines } from "./deadlines.ts";
import type { FaultTimeline } from "./faults/timeline.ts";
import type { SoakHost } from "./instance/host.ts";
import { load, prepareWorld } from "./load.ts";
import type { Epoch, SoakPlan } from "./plan/plan.ts";
import type { Recorder } from "./recorder.ts";
import { type Settlement, settle } from "./results/settle.ts";
import { closeWallets } from "./wallets/close-all.ts";
import { openWallets } from "./wallets/open-all.ts";
import type { Endpoints, OpenWallet } from "./wallets/wallet.ts";

/** Longest time for what is on its way when the load ends, ms; less when the reader has interrupted. */
const SETTLE_TIMEOUT = 90_000;
const SETTLE_INTERRUPTED = 15_000;

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
  /** Default {@link DEADLINES}. */
  deadlines?: Deadlines;
}

/** What became of the tokens of an epoch. */
export interface EpochResult extends Settlement {
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
  const { host, recorder, faults, signal, force, tell, deadlines = DEADLINES } = context;
  const folder = join(host.wallets, String(index));
  const wallets = await openWallets(context, endpoints, folder, index);
  recorder.muted = false;
  try {
    tell(`${wallets.length} wallets are open.`);
    const from = recorder.now();
    const world = await prepareWorld(`${context.id}-${index}`, wallets, endpoints);
    await load(context, epoch, index, world);
    const to = recorder.now();
    tell("The load has ended; accounts are being settled.");
    const timeoutMs = signal.aborted ? SETTLE_INTERRUPTED : SETTLE_TIMEOUT;
    const { ledger, faucetUrl } = world;
    const unverified = (wallet: number | null, start: number, error: Error) =>
      recorder.failed("background", wallet, start, error);
    const found = await settle({ wallets, ledger, faucetUrl }, { timeoutMs, signal: force, unverified });
    const transfers = ledger.transfers.filter((entry) => entry.to !== null && entry.state === "sent").length;
    return { ...found, ...ledger.totals(), from, to, transfers };
  } finally {
    recorder.muted = true;
    faults.endAll(recorder.now());
    await closeWallets(wallets, deadlines.close, context);
    rmSync(folder, { recursive: true, force: true });
  }
}
