import type { FaultTimeline } from "./faults/timeline.ts";
import type { Watcher } from "./operations/drive.ts";
import { type Failure, failureOf } from "./results/failures.ts";
import type { OperationName, Sample } from "./results/samples.ts";

/** With so many errors that nothing explains, the rest of a soak would say nothing new. */
const MOST_UNEXPLAINED = 200;

/** What a soak has seen so far; times are since its begin, ms. */
export class Recorder implements Watcher {
  readonly samples: Sample[] = [];
  readonly failures: Failure[] = [];
  /** Aborted when there is no sense in going on. */
  readonly hopeless = new AbortController();
  /** Wallets that are being closed complain about it. */
  muted = false;
  readonly #begin = performance.now();
  readonly #faults: FaultTimeline;

  constructor(faults: FaultTimeline) {
    this.#faults = faults;
  }

  now(): number {
    return performance.now() - this.#begin;
  }

  done(operation: OperationName, wallet: number, start: number): void {
    const at = this.now();
    this.samples.push({ operation, wallet, at, ms: at - (start - this.#begin) });
  }

  failed(operation: Failure["operation"], wallet: number | null, start: number, error: unknown): void {
    const where = { operation, wallet, from: start - this.#begin, at: this.now() };
    this.failures.push(failureOf(error, where, this.#faults));
    if (this.unexplained() > MOST_UNEXPLAINED) this.hopeless.abort();
  }

  unexplained(): number {
    return this.failures.reduce((count, { explainedBy }) => (explainedBy === null ? count + 1 : count), 0);
  }

  /** Records what promises fail with that nobody waits for: work of the SDK in the background. @returns ends it */
  watchBackground(): () => void {
    const note = (error: unknown) => {
      if (!this.muted) this.failed("background", null, performance.now(), error);
    };
    process.on("unhandledRejection", note);
    return () => void process.off("unhandledRejection", note);
  }
}
