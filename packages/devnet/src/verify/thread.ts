import { Worker } from "node:worker_threads";
import { packBatch, type SignatureJob } from "./batch.ts";
import { bundledFile } from "./bundled-file.ts";
import type { WasmModule } from "./webassembly.ts";

export interface VerifyThreadOptions {
  module: WasmModule;
  /** Milliseconds without work after which the thread ends itself. */
  idleMs: number;
  /** A batch came back; another one may be sent. */
  onRoom(): void;
  /** The thread is gone: jobs without an answer, and whether that was a failure. */
  onEnd(unfinished: SignatureJob[], failure: boolean): void;
}

/** Two batches: one in work and one that waits, so that the thread never idles between them. */
const BATCHES_IN_FLIGHT = 2;

/** One worker thread of a verifier. It never keeps the process alive. */
export class VerifyThread {
  readonly #worker: Worker;
  readonly #inFlight: SignatureJob[][] = [];
  readonly #options: VerifyThreadOptions;
  #idle: NodeJS.Timeout | undefined;
  #ending = false;

  constructor(options: VerifyThreadOptions) {
    this.#options = options;
    const file = bundledFile("verify-worker.js") ?? new URL("./worker.ts", import.meta.url);
    this.#worker = new Worker(file, {
      workerData: options.module,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    this.#worker.on("message", (results: Uint8Array) => this.#answer(results));
    this.#worker.on("error", () => {}); // the exit that follows carries the jobs back
    this.#worker.once("exit", () => {
      clearTimeout(this.#idle);
      options.onEnd(this.#inFlight.splice(0).flat(), !this.#ending);
    });
    this.#worker.unref();
    this.#waitIdle();
  }

  /** Whether {@link run} may be called. */
  get hasRoom(): boolean {
    return !this.#ending && this.#inFlight.length < BATCHES_IN_FLIGHT;
  }

  /** Sends a batch; the jobs resolve when the answer is back. */
  run(jobs: SignatureJob[]): void {
    clearTimeout(this.#idle);
    this.#inFlight.push(jobs);
    this.#worker.ref();
    const batch = packBatch(jobs);
    this.#worker.postMessage(batch, [batch.buffer]);
  }

  /** Ends the thread; unanswered jobs go to `onEnd`. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#worker.terminate();
  }

  #answer(results: Uint8Array): void {
    const jobs = this.#inFlight.shift() ?? [];
    jobs.forEach((job, index) => {
      job.resolve(results[index] === 1);
    });
    if (this.#inFlight.length === 0) {
      this.#worker.unref();
      this.#waitIdle();
    }
    this.#options.onRoom();
  }

  #waitIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.end(), this.#options.idleMs);
    this.#idle.unref();
  }
}
