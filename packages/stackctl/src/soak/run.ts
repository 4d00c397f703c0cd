import type { Health } from "../checks/summary.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { type EpochResult, runEpoch, type SoakContext } from "./epoch.ts";
import type { FaultWindow } from "./faults/timeline.ts";
import { judge, type Verdict } from "./results/budget.ts";
import type { Failure } from "./results/failures.ts";
import { latencyByOperation, type Sample } from "./results/samples.ts";

/** Why the load ended: its time was over, the reader ended it, or there were too many errors. */
export type SoakEnd = "planned" | "interrupted" | "hopeless";

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
 * Carries out a plan: each epoch on a fresh chain, after the first one. The caller ends the host.
 *
 * @throws StackError, Interrupted when there is nothing to report yet
 */
export async function runSoak(context: SoakContext): Promise<SoakResult> {
  const unwatch = context.recorder.watchBackground();
  return reported(context).finally(unwatch);
}

async function reported(context: SoakContext): Promise<SoakResult> {
  const { host, recorder, faults, signal, force } = context;
  const epochs = await runEpochs(context);
  const end = signal.aborted ? "interrupted" : recorder.hopeless.signal.aborted ? "hopeless" : "planned";
  const health = force.aborted ? "unreachable" : await host.health();
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
    exitCode: exitCodeOf(health, verdicts),
  };
}

async function runEpochs(context: SoakContext): Promise<EpochResult[]> {
  const { plan, host, recorder, signal, tell } = context;
  const epochs: EpochResult[] = [];
  for (const [index, epoch] of plan.epochs.entries()) {
    if (index > 0 && (signal.aborted || recorder.hopeless.signal.aborted)) break;
    try {
      if (index > 0) tell("The instance is wiped.");
      const endpoints = await (index > 0 && host.renew ? host.renew() : host.start());
      epochs.push(await runEpoch(context, epoch, index, endpoints));
    } catch (error) {
      // What was found out before stays worth a report.
      if (!signal.aborted || epochs.length === 0) throw error;
    }
  }
  return epochs;
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

function exitCodeOf(health: Health, verdicts: readonly Verdict[]): ExitCode {
  if (health === "unreachable") return EXIT.unreachable;
  return verdicts.every(({ met }) => met) ? EXIT.ok : EXIT.degraded;
}
