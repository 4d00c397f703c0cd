import type { InstanceView, ServiceView } from "../stack/definition.ts";

/** From the ground up; a layer is only tried when the one below answered. */
export const LAYERS = ["process", "transport", "protocol", "progress"] as const;
export type Layer = (typeof LAYERS)[number];

/** `unknown` is never green. */
export type Outcome = "pass" | "fail" | "unreachable" | "unknown";

/** What one check found. */
export interface Verdict {
  outcome: Outcome;
  /** Stable machine-readable reason, `OK` when it passed. */
  code: string;
  /** What was seen, one line. */
  evidence: string;
  /** What the reader can do. */
  next?: string;
  /** It will not pass by itself: waiting for it is of no use. */
  permanent?: true;
}

export interface CheckTarget {
  service: ServiceView;
  instance: InstanceView;
  /** Longest time for one answer, ms. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** One question to one service. It never throws for a sick service: that is a verdict. */
export interface Check {
  layer: Layer;
  /** What a pass proves, for people: "the block height grows". */
  proves: string;
  /** It writes something that stays, or that others see: who only looks leaves it out. */
  leavesTraces?: true;
  run(target: CheckTarget): Promise<Verdict>;
}

/** A verdict and what it was about. */
export interface CheckResult extends Verdict {
  service: string;
  check: string;
  layer: Layer;
  proves: string;
  /** Time the check took, ms. */
  ms: number;
}

export const pass = (evidence: string): Verdict => ({ outcome: "pass", code: "OK", evidence });

export function fail(code: string, evidence: string, next?: string): Verdict {
  return next === undefined ? { outcome: "fail", code, evidence } : { outcome: "fail", code, evidence, next };
}

export function unreachable(code: string, evidence: string): Verdict {
  return { outcome: "unreachable", code, evidence };
}

export const unknown = (code: string, evidence: string): Verdict => ({ outcome: "unknown", code, evidence });
