import { messageOf } from "../../errors.ts";
import type { ServiceName } from "../faults/control.ts";
import type { FaultTimeline } from "../faults/timeline.ts";
import type { OperationName } from "./samples.ts";
import { symptomOf } from "./symptom.ts";

/** A step of an operation went wrong. */
export class StepFailed extends Error {
  readonly step: string;
  /** Services that the step depends on: a fault of one of them would explain it. */
  readonly services: readonly ServiceName[];
  /** How long something was waited for that never came, ms; missing where an error came by itself. */
  readonly waitedMs: number | undefined;

  constructor(step: string, services: readonly ServiceName[], cause: unknown, waitedMs?: number) {
    super(messageOf(cause), { cause });
    this.name = "StepFailed";
    this.step = step;
    this.services = services;
    this.waitedMs = waitedMs;
  }
}

/** An operation that did not end well. */
export interface Failure {
  /** What it was part of; `background` is work of the SDK that no operation waits for. */
  operation: OperationName | "background";
  /** null where it is not known. */
  wallet: number | null;
  step: string;
  /** First line of the error. */
  what: string;
  /** ms since the begin of the soak. */
  from: number;
  at: number;
  /** The fault that explains it, for people; null is what a soak must not have. */
  explainedBy: string | null;
}

/** Anything may be behind an error that does not say where it comes from. */
const ANY: readonly ServiceName[] = ["relay", "aggregator", "faucet"];

/** Longest single wait inside of sphere-sdk 0.6.14, ms: 10 s for an inclusion proof; 5 s for an answer of a relay. */
const LONGEST_WAIT = 10_000;

/** What was sent has arrived after this time where no fault hinders it, also on a busy machine, ms. */
const ON_ITS_WAY = 5_000;

/** An error as a failure, and whether a fault explains it. */
export function failureOf(
  error: unknown,
  where: Pick<Failure, "operation" | "wallet" | "from" | "at">,
  faults: FaultTimeline,
): Failure {
  const step = error instanceof StepFailed ? error.step : "unknown";
  const services = error instanceof StepFailed ? error.services : ANY;
  const cause = error instanceof StepFailed ? error.cause : error;
  const mattered = whenItMattered(error instanceof StepFailed ? error.waitedMs : undefined, where);
  const fault = faults.explains({ services, symptom: symptomOf(cause), ...mattered });
  return {
    ...where,
    step,
    what: (messageOf(error).split("\n")[0] ?? "").slice(0, 300),
    explainedBy: fault ? `${fault.service} ${fault.what}` : null,
  };
}

/**
 * What never came was due soon after it was sent: a fault much later has not stopped it. An error that came by itself
 * tells of the last thing that was asked.
 */
function whenItMattered(waitedMs: number | undefined, { from, at }: Pick<Failure, "from" | "at">) {
  const begin = Math.max(from, at - (waitedMs ?? LONGEST_WAIT));
  return { from: begin, to: waitedMs === undefined ? at : Math.min(at, begin + ON_ITS_WAY) };
}

/** Equal failures as one row. */
export interface FailureGroup extends Pick<Failure, "operation" | "step" | "what" | "explainedBy"> {
  count: number;
  /** First and last one, ms since the begin of the soak. */
  first: number;
  last: number;
}

/** The failures by what went wrong, most frequent first; ids and numbers in the text do not make it another one. */
export function groupFailures(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { operation, step, what, explainedBy, at } of failures) {
    const key = JSON.stringify([operation, step, alike(what), explainedBy]);
    const group = groups.get(key);
    if (group) Object.assign(group, { count: group.count + 1, last: at });
    else groups.set(key, { operation, step, what, explainedBy, count: 1, first: at, last: at });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

const alike = (text: string) => text.replace(/@[\w-]+|\b[0-9a-f]{8,}\b|\d+/gi, "#");
