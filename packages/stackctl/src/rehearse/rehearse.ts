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
  /** The signal came before the last step. */
  readonly interrupted: boolean;
  /** Why a step failed; of an interruption, why not everything could be removed. */
  readonly error: { readonly parts: ErrorParts; readonly exitCode: ExitCode } | undefined;
}

/**
 * Carries a plan out, up to the first step that fails; everything is removed unless the plan keeps it, and after an
 * interruption in any case.
 * @throws StackError when no step could be tried
 */
export async function rehearse({ plan, run, signal, onStep }: RehearseOptions): Promise<RehearseOutcome> {
  const steps: StepResult[] = [];
  const record = (event: StepEvent) => {
    if (event.event === "end") steps.push(event.step);
    onStep(event);
  };
  let rehearsal: Rehearsal | undefined;
  let interrupted = false;
  let error: RehearseOutcome["error"];
  try {
    rehearsal = await startRehearsal({ onStep: record, signal, run });
    await carryOut(rehearsal, new Timeline(plan.steps, record, signal), { plan, run, signal });
  } catch (thrown) {
    interrupted = signal.aborted;
    error = failedBy(thrown, signal);
  }
  const made = new Set(steps.map(({ id }) => id));
  const notMade = plan.steps.map(({ id }) => id).filter((id) => !made.has(id));
  const kept = plan.keep && rehearsal && !interrupted ? rehearsal : undefined;
  return { steps, notMade, kept, id: rehearsal?.id ?? null, interrupted, error };
}

/** What a failure was; nothing when a signal ended the step, and what it left is removed. */
function failedBy(thrown: unknown, signal: AbortSignal): RehearseOutcome["error"] {
  const ofStep = thrown instanceof StepFailed;
  if (signal.aborted && (ofStep || thrown === signal.reason)) return undefined;
  if (!signal.aborted && !ofStep) throw thrown;
  const exitCode = thrown instanceof StackError ? thrown.exitCode : EXIT.degraded;
  return { parts: errorParts(thrown), exitCode: exitCode || EXIT.degraded };
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

/** The exit code of the command, unless it dies of a signal. */
export function exitCodeOfRehearsal({ error }: RehearseOutcome): ExitCode {
  return error?.exitCode ?? EXIT.ok;
}

/** The error of a failed rehearsal, to be shown as every other. */
export function failureOf({ error, notMade }: RehearseOutcome): StackError | undefined {
  if (!error) return undefined;
  const next = error.parts.next ?? `Not made: ${notMade.join(", ") || "nothing"}.`;
  return new StackError({ ...error.parts, next }, error.exitCode);
}
