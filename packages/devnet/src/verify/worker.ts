import { parentPort, workerData } from "node:worker_threads";
import { unpackBatch } from "./batch.ts";
import { openCurve } from "./curve.ts";
import type { WasmModule } from "./webassembly.ts";

// Entry of a verifier's worker thread: a packed batch in, one byte per check out (1 = valid).
const curve = openCurve(workerData as WasmModule);

parentPort?.on("message", (batch: Uint8Array) => {
  const results = Uint8Array.from(unpackBatch(batch), ({ kind, signature, message, publicKey }) =>
    curve[kind](signature, message, publicKey) ? 1 : 0,
  );
  parentPort?.postMessage(results, [results.buffer as ArrayBuffer]);
});
