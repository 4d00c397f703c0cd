import type { RunCommand } from "rehearsal";
import { type ErrorParts, EXIT, type ExitCode, errorParts, StackError } from "../errors.ts";
import { endRehearsal } from "./end.ts";
import type { RehearsalPlan } from "./plan.ts";
import { proveRehearsal } from "./proofs.ts";
import type { Rehearsal, StepEvent, StepResult } from "./rehearsal.ts";
import { startRehearsal } from "./start-rehearsal.ts";
import { StepFailed } from "./step-failed.ts";
import { Timeline } from "./timeline.ts";

export interface RehearseOptions {
  readonly plan: RehearsalPlan;
  readonly run: RunCommand;
  readonly signal: AbortSignal;
  readonly onStep: (event: StepEvent) => void;
}

/** How a rehearsal went. */
export interface RehearseOutcome {
  readonly steps: readonly StepResult[];
  /** Ids of the planned steps that were not made. */
  readonly notMade: readonly string[];
  /** What was left running. */
  readonly kept: Rehearsal | undefined;
  readonly id: string | null;
  readonly error: { readonly parts: ErrorParts; readonly exitCode: ExitCode } | undefined;
}

/**
 * Carries a plan out, up to the first step that fails; everything is removed unless the plan keeps it.
 * @throws StackError when no step could be tried, and the signal's reason after the clean-up
 */
export async function rehearse({ plan, run, signal, onStep }: RehearseOptions): Promise<RehearseOutcome> {
  const steps: StepResult[] = [];
  const record = (event: StepEvent) => {
    if (event.event === "end") steps.push(event.step);
    onStep(event);
  };
  let rehearsal: Rehearsal | undefined;
  let error: RehearseOutcome["error"];
  try {
    rehearsal = await startRehearsal({ onStep: record, signal, run });
    await carryOut(rehearsal, new Timeline(plan.steps, record), { plan, run, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof StepFailed)) throw thrown;
    error = { parts: errorParts(thrown), exitCode: thrown.exitCode || EXIT.degraded };
  }
  const made = new Set(steps.map(({ id }) => id));
  const notMade = plan.steps.map(({ id }) => id).filter((id) => !made.has(id));
  const kept = plan.keep && rehearsal ? rehearsal : undefined;
  return { steps, notMade, kept, id: rehearsal?.id ?? null, error };
}

/** Proofs, then the end; a rehearsal that is not kept goes in any case. */
async function carryOut(
  rehearsal: Rehearsal,
  timeline: Timeline,
  { plan, run, signal }: Omit<RehearseOptions, "onStep">,
): Promise<void> {
  try {
    await proveRehearsal(rehearsal, timeline, signal);
    if (!plan.keep) await endRehearsal(rehearsal, timeline, run);
  } catch (error) {
    if (!plan.keep || signal.aborted) await rehearsal.stop();
    throw error;
  }
}

/** The exit code of the command. */
export function exitCodeOfRehearsal({ error }: RehearseOutcome): ExitCode {
  return error?.exitCode ?? EXIT.ok;
}

/** The error of a failed rehearsal, to be shown as every other. */
export function failureOf({ error, notMade }: RehearseOutcome): StackError | undefined {
  if (!error) return undefined;
  const next = error.parts.next ?? `Not made: ${notMade.join(", ") || "nothing"}.`;
  return new StackError({ ...error.parts, next }, error.exitCode);
}
