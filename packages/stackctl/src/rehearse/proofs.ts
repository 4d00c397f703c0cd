import { provesHeight, provesTrustBase } from "./proofs/aggregator.ts";
import { provesFaucetRequest } from "./proofs/faucet.ts";
import { provesWriteRead } from "./proofs/relay.ts";
import { provesRenewal } from "./proofs/renewal.ts";
import { provesUnknownName } from "./proofs/unknown-name.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { Found, Say, Timeline } from "./timeline.ts";

/** A proof on a running rehearsal. Rejects with what was seen when it does not hold. */
export type Proof = (rehearsal: Rehearsal, signal: AbortSignal, say: Say) => Promise<Found<undefined>>;

const PROOFS: Readonly<Record<string, Proof>> = {
  "sni.unknown": provesUnknownName,
  "relay.write-read": provesWriteRead,
  "aggregator.height": provesHeight,
  "aggregator.trust-base": provesTrustBase,
  "faucet.request": provesFaucetRequest,
  "relay.renewal": provesRenewal,
};

/** Makes all proofs, in order. @throws StepFailed for the first that does not hold */
export async function proveRehearsal(
  rehearsal: Rehearsal,
  timeline: Timeline,
  signal: AbortSignal,
): Promise<void> {
  for (const [id, prove] of Object.entries(PROOFS))
    await timeline.run(id, (say) => prove(rehearsal, signal, say));
}
