import { EXIT, StackError } from "../../errors.ts";
import { writeAndRead } from "../../unicity/checks/nostr-write-read.ts";
import type { Proof } from "../proofs.ts";
import { found } from "../timeline.ts";

const LIMIT_MS = 60_000;

/** NIP-01 over a WebSocket whose certificate is verified. */
export const provesWriteRead: Proof = async (rehearsal, signal) => {
  const socket = await rehearsal.openWebSocket("relay");
  // The package `ws` has the parts of the standard's WebSocket that are used here.
  const verdict = await writeAndRead(() => socket as unknown as WebSocket, { timeoutMs: LIMIT_MS, signal });
  if (verdict.outcome === "pass") return found(verdict.evidence);
  const what = "The relay does not give back what was written.";
  throw new StackError({ code: verdict.code, what, evidence: verdict.evidence }, EXIT.degraded);
};
