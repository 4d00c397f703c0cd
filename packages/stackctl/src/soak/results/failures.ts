import { messageOf } from "../../errors.ts";
import type { ServiceName } from "../faults/control.ts";
import type { FaultTimeline } from "../faults/timeline.ts";
import type { OperationName } from "./samples.ts";

/** A step of an operation went wrong. */
export class StepFailed extends Error {
  readonly step: string;
  /** Services that the step depends on: a fault of one of them would explain it. */
  readonly services: readonly ServiceName[];

  constructor(step: string, services: readonly ServiceName[], cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = "StepFailed";
    this.step = step;
    this.services = services;
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

/** An error as a failure, and whether a fault explains it. */
export function failureOf(
  error: unknown,
  where: Pick<Failure, "operation" | "wallet" | "from" | "at">,
  faults: FaultTimeline,
): Failure {
  const step = error instanceof StepFailed ? error.step : "unknown";
  const services = error instanceof StepFailed ? error.services : ANY;
  const fault = faults.explains(services, where.from, where.at);
  return {
    ...where,
    step,
    what: (messageOf(error).split("\n")[0] ?? "").slice(0, 300),
    explainedBy: fault ? `${fault.service} ${fault.what}` : null,
  };
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
