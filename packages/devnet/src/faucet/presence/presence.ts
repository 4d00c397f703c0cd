import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { type AnnounceTools, announce, type NametagState } from "./announce.ts";

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/** Keeps the faucet announced: tries until it worked, and again whenever the relay was away (it may have been wiped). */
export class Presence {
  readonly #tools: AnnounceTools;
  readonly #nametag: string | undefined;
  readonly #log: Log;
  #state: NametagState | undefined;
  #running: Promise<void> | undefined;
  #lastError: string | undefined;
  #again = false;
  #pause = new AbortController();

  constructor(tools: AnnounceTools, nametag: string | undefined, log: Log) {
    this.#tools = tools;
    this.#nametag = nametag;
    this.#log = log;
  }

  /** True once the identity was published and the name is settled. */
  get announced(): boolean {
    return this.#state !== undefined;
  }

  /** Why the last announcement did not work; undefined when it did. */
  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** The name, only when it is proven. */
  get nametag(): string | undefined {
    return this.#state?.status === "verified" ? this.#state.nametag : undefined;
  }

  /** Announces (again) at once; returns when it worked or the faucet stops. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      this.#pause.abort();
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#tools.certifier;
    for (let pause = FIRST_RETRY_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
      try {
        this.#again = false;
        this.#show(await announce(this.#tools, this.#nametag));
        this.#lastError = undefined;
        if (!this.#again) return;
      } catch (error) {
        if (signal.aborted) return;
        this.#lastError = error instanceof Error ? error.message : String(error);
        this.#log("announce_retry", { in_ms: pause, error: this.#lastError });
        this.#pause = new AbortController();
        if (this.#again) continue;
        await delay(pause, undefined, { signal: AbortSignal.any([signal, this.#pause.signal]) }).catch(
          () => {},
        );
      }
    }
  }

  #show(state: NametagState): void {
    if (state.status !== this.#state?.status) {
      if (state.status === "verified") this.#log("nametag_verified", { nametag: state.nametag });
      if (state.status === "taken") {
        this.#log("nametag_verification_failed", { nametag: state.nametag, reason: state.reason });
      }
    }
    this.#state = state;
  }
}
