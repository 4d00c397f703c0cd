import { setTimeout as delay } from "node:timers/promises";
import { type RootConnection, RootRefusal } from "../../bft-core/p2p/root-client.ts";
import type { BlockMaker } from "./block-maker.ts";
import { RoundError } from "./last-certificate.ts";
import { log, messageOf } from "./log.ts";

/** Time until a lost connection, or a database that failed, is tried again, ms. */
const AGAIN_MS = 1_000;

export interface RoundLoopOptions {
  readonly blocks: BlockMaker;
  /** Connects to the root node. @throws ChannelError */
  readonly connect: () => Promise<RootConnection>;
  /** Time in which a block collects requests, ms. */
  readonly collectMs: number;
  /** Time until a handshake is repeated, ms (`BFT_INACTIVITY_TIMEOUT`). */
  readonly inactivityMs: number;
}

/** Makes one block after the other. It never gives up: what stands in the way is logged, and tried again. */
export class RoundLoop {
  readonly #options: RoundLoopOptions;
  readonly #stop = new AbortController();
  #paused: PromiseWithResolvers<void> | undefined;
  #root: RootConnection | undefined;
  #failures = 0;
  #done: Promise<void> | undefined;

  constructor(options: RoundLoopOptions) {
    this.#options = options;
  }

  /** Attempts that ended without a block. */
  get failures(): number {
    return this.#failures;
  }

  /** Makes blocks from now on. @param root a connection that is there already */
  start(root: RootConnection): void {
    this.#done ??= this.#run(root).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error;
    });
  }

  /** No block is made while it is paused: a fault for tests that upstream does not offer. */
  setPaused(paused: boolean): void {
    if (paused) this.#paused ??= Promise.withResolvers<void>();
    else {
      this.#paused?.resolve();
      this.#paused = undefined;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.setPaused(false);
    this.#root?.close();
    await this.#done;
  }

  async #run(first: RootConnection): Promise<void> {
    let root: RootConnection | undefined = first;
    for (;;) {
      let pause = AGAIN_MS;
      try {
        root ??= await this.#options.connect();
        await this.#serve(root);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#failures += 1;
        log("error", "no block", { error: messageOf(error) });
        if (error instanceof RootRefusal || error instanceof RoundError) pause = this.#options.inactivityMs;
        else {
          root?.close();
          root = undefined;
        }
      }
      await this.#wait(pause);
    }
  }

  async #serve(root: RootConnection): Promise<never> {
    const { blocks, collectMs } = this.#options;
    this.#root = root;
    let last = await blocks.adopt(await root.handshake());
    for (;;) {
      await this.#paused?.promise;
      await this.#wait(collectMs);
      last = await blocks.make(root, last);
    }
  }

  #wait(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#stop.signal });
  }
}
