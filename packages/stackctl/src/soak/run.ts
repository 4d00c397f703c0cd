import type { Health } from "../checks/summary.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { type EpochResult, runEpoch, type SoakContext } from "./epoch.ts";
import type { FaultWindow } from "./faults/timeline.ts";
import type { SoakHost } from "./instance/host.ts";
import type { Recorder } from "./recorder.ts";
import { judge, type Verdict } from "./results/budget.ts";
import { type Failure, StepFailed } from "./results/failures.ts";
import { healthAtEnd } from "./results/health-at-end.ts";
import { latencyByOperation, type Sample } from "./results/samples.ts";

/** Why the load ended: its time was over, the reader ended it, there were too many errors, or it could not go on. */
export type SoakEnd = "planned" | "interrupted" | "hopeless" | "failed";

/** What a soak has found out. */
export interface SoakResult {
  /** Length of all of it, ms. */
  ms: number;
  end: SoakEnd;
  /** Health of the services at the end. */
  health: Health;
  samples: readonly Sample[];
  failures: readonly Failure[];
  faults: readonly FaultWindow[];
  epochs: EpochResult[];
  verdicts: Verdict[];
  exitCode: ExitCode;
}

/**
 * Works on a host and ends it. What the SDK fails with in the background is recorded until then: nobody else waits for
 * it, and an error that is not caught would end the process before the host.
 */
export async function endingHost<T>(
  host: Pick<SoakHost, "end">,
  recorder: Recorder,
  work: () => Promise<T>,
): Promise<T> {
  const unwatch = recorder.watchBackground();
  try {
    return await work();
  } finally {
    await host.end().finally(unwatch);
  }
}

/**
 * Carries out a plan: each epoch on a fresh chain, after the first one. The caller ends the host.
 *
 * @throws StackError, Interrupted when there is nothing to report yet
 */
export async function runSoak(context: SoakContext): Promise<SoakResult> {
  const { host, recorder, faults, signal, force } = context;
  const { epochs, failure } = await runEpochs(context);
  const end = endOf(signal.aborted, recorder.hopeless.signal.aborted, failure);
  const health = await healthAtEnd({ host, faults, now: () => recorder.now(), force });
  const verdicts = verdictsOf(context, epochs, health);
  return {
    ms: recorder.now(),
    end,
    health,
    samples: recorder.samples,
    failures: recorder.failures,
    faults: faults.windows,
    epochs,
    verdicts,
    exitCode: exitCodeOf(health, verdicts, failure),
  };
}

function endOf(interrupted: boolean, hopeless: boolean, failure: unknown): SoakEnd {
  if (interrupted) return "interrupted";
  if (failure !== undefined) return "failed";
  return hopeless ? "hopeless" : "planned";
}

/** @returns what was found out, and what ended it early, which stands among the errors, too */
async function runEpochs(context: SoakContext): Promise<{ epochs: EpochResult[]; failure?: unknown }> {
  const { plan, host, recorder, signal, tell } = context;
  const epochs: EpochResult[] = [];
  for (const [index, epoch] of plan.epochs.entries()) {
    if (index > 0 && (signal.aborted || recorder.hopeless.signal.aborted)) break;
    const start = performance.now();
    try {
      if (index > 0) tell("The instance is wiped.");
      const endpoints = await (index > 0 && host.renew ? host.renew() : host.start());
      epochs.push(await runEpoch(context, epoch, index, endpoints));
    } catch (error) {
      if (epochs.length === 0) throw error;
      // What was found out before stays worth a report.
      if (signal.aborted) break;
      const step = `begin chain ${index + 1} of ${plan.epochs.length}`;
      recorder.failed("background", null, start, new StepFailed(step, [], error));
      return { epochs, failure: error };
    }
  }
  return { epochs };
}

function verdictsOf(
  { plan, recorder }: SoakContext,
  epochs: readonly EpochResult[],
  health: Health,
): Verdict[] {
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const measured = {
    lost: sum(epochs.map(({ lost }) => lost)),
    surplus: sum(epochs.map(({ surplus }) => surplus)),
    undecided: epochs.reduce((count, { undecided }) => count + undecided, 0),
    unexplained: recorder.unexplained(),
    latency: latencyByOperation(recorder.samples),
  };
  return [
    ...judge(plan.budget, measured),
    { what: "services at the end", limit: "healthy", value: health, met: health === "healthy" },
  ];
}

function exitCodeOf(health: Health, verdicts: readonly Verdict[], failure: unknown): ExitCode {
  if (health === "unreachable") return EXIT.unreachable;
  if (failure !== undefined) return failure instanceof StackError ? failure.exitCode : EXIT.degraded;
  return verdicts.every(({ met }) => met) ? EXIT.ok : EXIT.degraded;
}
