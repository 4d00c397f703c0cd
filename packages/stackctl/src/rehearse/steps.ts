import { REHEARSED, type RehearsedName, type Step } from "./rehearsal.ts";

const START: Record<RehearsedName, string> = {
  relay: "run-relay.sh ends with all checks passed",
  aggregator: "the aggregator's double and its HTTP door run",
  faucet: "run-faucet.sh ends with all checks passed",
};

/** What brings a rehearsal up, in order. */
export const START_STEPS: readonly Step[] = [
  { id: "images", title: "all images are there" },
  { id: "networks", title: "networks of its own" },
  { id: "acme", title: "an ACME server answers" },
  { id: "haproxy", title: "HAProxy and its registration API answer" },
  ...REHEARSED.flatMap((service): Step[] => [
    { id: `${service}.start`, title: START[service], service },
    { id: `${service}.certificate`, title: "it has a certificate of the ACME server", service },
    { id: `${service}.registered`, title: "HAProxy has its domain with both ports", service },
    { id: `${service}.reachable`, title: "it answers by SNI with its own certificate", service },
  ]),
];

/** What is proven then. */
export const PROOF_STEPS: readonly Step[] = [
  { id: "sni.unknown", title: "an unknown name gets no certificate" },
  { id: "relay.write-read", title: "an event written over wss:// is read back", service: "relay" },
  { id: "aggregator.height", title: "the block height grows", service: "aggregator" },
  { id: "aggregator.trust-base", title: "the trust base is served as exported", service: "aggregator" },
  { id: "faucet.request", title: "requested coins arrive at the relay", service: "faucet" },
  { id: "relay.renewal", title: "a renewed certificate is served, no WebSocket is cut", service: "relay" },
];

/** How it ends, unless it is kept. */
export const END_STEPS: readonly Step[] = [
  { id: "stop", title: "stopped services leave no registration" },
  { id: "removed", title: "nothing of the rehearsal is left" },
];

/** All steps of the command, in order. */
export function plannedSteps(keep: boolean): Step[] {
  return [...START_STEPS, ...PROOF_STEPS, ...(keep ? [] : END_STEPS)];
}
