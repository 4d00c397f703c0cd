import { availableParallelism } from "node:os";
import { DevnetError } from "../errors.ts";
import type { SignatureJob } from "./batch.ts";
import { openCurve } from "./curve.ts";
import { loadCurveModule } from "./curve-module.ts";
import { VerifyThread } from "./thread.ts";

/** Checks signatures without blocking the event loop of the service; see {@link createVerifier}. */
export interface Verifier {
  /** BIP-340: `signature` 64 bytes, `message` 32 bytes, `publicKey` 32 bytes (x-only). */
  schnorr(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
  /**
   * ECDSA secp256k1: `signature` 64 bytes R‖S, `message` 32 bytes, `publicKey` 33 bytes (compressed).
   * A signature with a high S is false, as in libsecp256k1.
   */
  ecdsa(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
  /** Ends the worker threads, if any were needed; checks that still wait reject with `VERIFIER_CLOSED`. */
  close(): Promise<void>;
}

export interface VerifierOptions {
  /** Most worker threads; default one less than there are cores (the event loop's own thread checks too), at most 7. */
  threads?: number;
  /** Waiting checks from which another thread is worth its memory; default 64. */
  backlog?: number;
  /** A thread without work for this long ends; default 5,000 ms. */
  idleMs?: number;
}

/** {@link Verifier} with what a test or `/metrics` wants to see. */
export interface VerifierPool extends Verifier {
  /** Worker threads that run now. */
  readonly threads: number;
  /** Checks that wait for a thread. */
  readonly waiting: number;
}

/** Checks done at once on the event loop's own thread, about 1 ms; the loop turns between two slices. */
const SLICE = 4;
const BATCH = 48;
const MAX_THREADS = 7;

/**
 * Verifies with libsecp256k1 (WebAssembly): on the calling thread while the load is low, in worker threads as well
 * when a backlog builds up. Arguments of a wrong length are a false signature, not an error.
 *
 * @throws DevnetError `CURVE_MISSING` when the WebAssembly file cannot be found
 */
export function createVerifier(options: VerifierOptions = {}): VerifierPool {
  const limit = options.threads ?? Math.min(MAX_THREADS, availableParallelism() - 1);
  const backlog = options.backlog ?? 64;
  const idleMs = options.idleMs ?? 5000;
  const module = loadCurveModule();
  const curve = openCurve(module);
  const queue: SignatureJob[] = [];
  const threads = new Set<VerifyThread>();
  let scheduled = false;
  let closed = false;
  let threadsWork = true;

  function check(
    kind: SignatureJob["kind"],
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ) {
    if (closed) return Promise.reject(closedError());
    const keyLength = kind === "schnorr" ? 32 : 33;
    if (signature.length !== 64 || message.length !== 32 || publicKey.length !== keyLength) {
      return Promise.resolve(false);
    }
    return new Promise<boolean>((resolve, reject) => {
      queue.push({ kind, signature, message, publicKey, resolve, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(turn);
  }

  function turn(): void {
    scheduled = false;
    if (queue.length > backlog && threads.size < limit && threadsWork) startThread();
    for (const thread of threads) {
      while (thread.hasRoom && queue.length > SLICE) thread.run(queue.splice(0, BATCH));
    }
    for (const job of queue.splice(0, SLICE)) {
      job.resolve(curve[job.kind](job.signature, job.message, job.publicKey));
    }
    if (queue.length > 0) schedule();
  }

  function startThread(): void {
    const thread = new VerifyThread({
      module,
      idleMs,
      onRoom: () => {
        if (queue.length > 0) schedule();
      },
      onEnd: (unfinished, failure) => {
        threads.delete(thread);
        if (failure) threadsWork = false;
        if (closed) {
          for (const job of unfinished) job.reject(closedError());
          return;
        }
        queue.unshift(...unfinished);
        if (queue.length > 0) schedule();
      },
    });
    threads.add(thread);
  }

  return {
    schnorr: (signature, message, publicKey) => check("schnorr", signature, message, publicKey),
    ecdsa: (signature, message, publicKey) => check("ecdsa", signature, message, publicKey),
    get threads() {
      return threads.size;
    },
    get waiting() {
      return queue.length;
    },
    close: async () => {
      closed = true;
      for (const job of queue.splice(0)) job.reject(closedError());
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

function closedError(): DevnetError {
  return new DevnetError({
    code: "VERIFIER_CLOSED",
    what: "The signature check was given up: the service stops.",
  });
}
