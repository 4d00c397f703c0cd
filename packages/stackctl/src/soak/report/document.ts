import { toDocument } from "../../output/result.ts";
import type { SoakPlan } from "../plan/plan.ts";
import { groupFailures } from "../results/failures.ts";
import { latencyOf } from "../results/percentiles.ts";
import { latencyByOperation, OPERATIONS, piecesOf } from "../results/samples.ts";
import type { SoakResult } from "../run.ts";

/** Pieces of time in the plot. */
const PIECES = 96;

/** What was driven, and by what. */
export interface SoakFacts {
  sdk: string;
  /** ISO 8601. */
  startedAt: string;
  /** Errors that the SDK wrote into its log. */
  sdkLog: { line: string; count: number }[];
}

/** The JSON document of a soak; amounts are base units as decimal text, times ms since the begin. */
export function soakDocumentOf(plan: SoakPlan, result: SoakResult, facts: SoakFacts) {
  const { failures, exitCode } = result;
  const groups = groupFailures(failures);
  return toDocument("soak", {
    instance: plan.instance.name,
    created: plan.instance.created,
    seed: plan.seed,
    ...facts,
    wallets: plan.wallets,
    transferMode: plan.transferMode,
    wipeEveryMs: plan.wipeEveryMs,
    ms: Math.round(result.ms),
    end: result.end,
    health: result.health,
    exitCode,
    verdicts: result.verdicts,
    operations: operationsOf(result),
    series: seriesOf(result),
    faults: result.faults.map(({ service, what, from, to }) => ({
      service,
      what,
      from: Math.round(from),
      to: Math.round(to ?? result.ms),
    })),
    unexplained: groups.filter(({ explainedBy }) => explainedBy === null).map(rounded),
    explained: groups.filter(({ explainedBy }) => explainedBy !== null).map(rounded),
    epochs: result.epochs.map(epochOf),
  });
}

export type SoakDocument = ReturnType<typeof soakDocumentOf>;

function operationsOf({ samples, failures }: SoakResult) {
  const latency = latencyByOperation(samples);
  return OPERATIONS.map((operation) => ({
    operation,
    failed: failures.filter((failure) => failure.operation === operation).length,
    ...latency[operation],
  }));
}

function seriesOf({ samples, ms }: SoakResult) {
  return piecesOf(samples, ms, PIECES).map(({ from, durations }) => ({
    from: Math.round(from),
    operations: Object.fromEntries(
      OPERATIONS.flatMap((name) => {
        const found = durations[name];
        if (!found) return [];
        const { count, p50, p95 } = latencyOf(found);
        return [[name, { count, p50, p95 }] as const];
      }),
    ),
  }));
}

function rounded<T extends { first: number; last: number }>(group: T): T {
  return { ...group, first: Math.round(group.first), last: Math.round(group.last) };
}

function epochOf({
  rows,
  lost,
  surplus,
  undecided,
  spentTokens,
  minted,
  givenBack,
  transfers,
  from,
  to,
}: SoakResult["epochs"][number]) {
  return {
    from: Math.round(from),
    to: Math.round(to),
    minted: `${minted}`,
    givenBack: `${givenBack}`,
    transfers,
    lost: `${lost}`,
    surplus: `${surplus}`,
    undecided,
    spentTokens: spentTokens.map(({ amount, ...token }) => ({ ...token, amount: `${amount}` })),
    wallets: rows.map(({ wallet, expected, confirmed, total, spent, difference }) => ({
      wallet,
      expected: `${expected}`,
      confirmed: `${confirmed}`,
      total: `${total}`,
      spent: `${spent}`,
      difference: `${difference}`,
    })),
  };
}
