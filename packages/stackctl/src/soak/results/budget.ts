import { UsageError } from "../../errors.ts";
import type { Latency } from "./percentiles.ts";
import { OPERATIONS, type OperationName } from "./samples.ts";

const FIGURES = ["p50", "p90", "p95", "p99", "max"] as const;
type Figure = (typeof FIGURES)[number];

/** What a soak must keep to be green. Nothing may be lost; that is no matter of a budget. */
export interface Budget {
  /** Errors that no fault explains. */
  unexplained: number;
  /** Longest durations, ms. */
  latency: { operation: OperationName; figure: Figure; ms: number }[];
}

/** One condition, and whether it was met. */
export interface Verdict {
  what: string;
  limit: string;
  value: string;
  met: boolean;
}

/** What is judged. */
export interface Measured {
  /** Base units. */
  lost: bigint;
  surplus: bigint;
  /** Requests of which the faucet has not said what became of them. */
  undecided: number;
  unexplained: number;
  latency: Readonly<Record<OperationName, Latency>>;
}

/** What wallets must have done at all: a soak that did nothing proves nothing. */
export const REQUIRED: readonly OperationName[] = ["mint", "transfer", "message"];

/** `--budget transfer.p95=5000`, `--budget unexplained=3` @throws UsageError */
export function parseBudget(given: readonly string[]): Budget {
  const budget: Budget = { unexplained: 0, latency: [] };
  for (const text of given) {
    const [, key = "", number = ""] = /^([a-z0-9. -]+)=(\d{1,9})$/.exec(text) ?? [];
    const [name, figure] = key.split(".");
    const operation = OPERATIONS.find((known) => known === name?.replace("-", " "));
    const known = FIGURES.find((one) => one === figure);
    if (key === "unexplained") budget.unexplained = Number(number);
    else if (operation && known) budget.latency.push({ operation, figure: known, ms: Number(number) });
    else throw unknownBudget(text);
  }
  return budget;
}

/** Holds what was measured against the budget, condition by condition. */
export function judge(
  budget: Budget,
  { lost, surplus, undecided, unexplained, latency }: Measured,
): Verdict[] {
  return [
    { what: "lost, base units", limit: "0", value: `${lost}`, met: lost === 0n },
    { what: "held too much, base units", limit: "0", value: `${surplus}`, met: surplus === 0n },
    { what: "mints that nobody decided", limit: "0", value: `${undecided}`, met: undecided === 0 },
    {
      what: "errors that nothing explains",
      limit: `${budget.unexplained}`,
      value: `${unexplained}`,
      met: unexplained <= budget.unexplained,
    },
    ...REQUIRED.map((operation): Verdict => {
      const { count } = latency[operation];
      return { what: `${operation}: done`, limit: "at least 1", value: `${count}`, met: count > 0 };
    }),
    ...budget.latency.map(({ operation, figure, ms }): Verdict => {
      const { count, [figure]: value } = latency[operation];
      const what = `${operation}: ${figure}, ms`;
      if (count === 0) return { what, limit: `${ms}`, value: "none was done", met: false };
      return { what, limit: `${ms}`, value: `${value}`, met: value <= ms };
    }),
  ];
}

function unknownBudget(text: string): UsageError {
  const names = OPERATIONS.map((name) => name.replace(" ", "-")).join(", ");
  return new UsageError(
    `--budget ${text} is not known.`,
    `Write unexplained=N or OPERATION.FIGURE=MS, e.g. transfer.p95=5000. Operations: ${names}; figures: ${FIGURES.join(", ")}.`,
  );
}
