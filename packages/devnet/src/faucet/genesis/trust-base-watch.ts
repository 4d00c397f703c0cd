import { setTimeout as delay } from "node:timers/promises";
import type { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import type { Log } from "../log.ts";
import { loadTrustBase } from "../tokens/trust-base.ts";
import type { GenesisGuard } from "./genesis-guard.ts";

const RETRY_MS = 100;
/** Pause while the trust base is that of another network, ms. */
const MISMATCH_RETRY_MS = 1_000;

export interface TrustBaseWatchOptions {
  /** File or `http(s)://` address. */
  source: string;
  guard: GenesisGuard;
  /** Pause between two looks, ms. */
  checkMs: number;
  log: Log;
  /** Ends all waiting. */
  signal: AbortSignal;
}

/** Reads the trust base, and notices when it becomes that of another network. */
export class TrustBaseWatch {
  readonly #options: TrustBaseWatchOptions;

  constructor(options: TrustBaseWatchOptions) {
    this.#options = options;
  }

  /** The first trust base that fits the state; waits for it as long as the faucet lives. */
  async first(): Promise<RootTrustBase> {
    const { source, signal, log } = this.#options;
    for (let told = false; ; ) {
      signal.throwIfAborted();
      try {
        const trustBase = await loadTrustBase(source, signal);
        if (this.#fits(trustBase)) return trustBase;
      } catch (error) {
        if (!told) log("waiting_for_trust_base", { error: String(error) });
        told = true;
      }
      await delay(this.#options.guard.problem ? MISMATCH_RETRY_MS : RETRY_MS, undefined, { signal });
    }
  }

  /** Looks again and again; a trust base that cannot be read changes nothing. */
  async keepChecking(): Promise<void> {
    const { source, checkMs, signal } = this.#options;
    while (!signal.aborted) {
      await delay(checkMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const trustBase = await loadTrustBase(source, signal).catch(() => undefined);
      if (trustBase) this.#fits(trustBase);
    }
  }

  #fits(trustBase: RootTrustBase): boolean {
    const { guard, log } = this.#options;
    const before = guard.problem?.code;
    const fits = guard.check(trustBase);
    if (guard.problem && !before) log("state_of_another_genesis", { ...guard.problem });
    if (fits && before) log("genesis_fits_again", { genesis_id: guard.id });
    return fits;
  }
}
