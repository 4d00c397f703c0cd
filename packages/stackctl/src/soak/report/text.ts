import type { Style } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import type { SoakPlan } from "../plan/plan.ts";
import type { SoakDocument } from "./document.ts";
import { headline, spentLine } from "./html.ts";

/** The result for people. */
export function formatSoak(soak: SoakDocument, folder: string, style: Style): string {
  const rows = soak.operations.map(({ operation, count, failed, p50, p95, max }) => [
    operation,
    `${count}`,
    `${failed}`,
    `${p50}`,
    `${p95}`,
    `${max}`,
  ]);
  const verdicts = soak.verdicts.map(({ what, limit, value, met }) => [
    `${met ? style.good("✔") : style.bad("✖")} ${what}`,
    value,
    style.faint(`limit: ${limit}`),
  ]);
  const errors = soak.unexplained
    .slice(0, 5)
    .map(
      ({ operation, step, what, count }) => `  ${style.bad("✖")} ${count} × ${operation}, ${step}: ${what}\n`,
    );
  return [
    `\n${headline(soak)}\n\n`,
    formatTable([["", "done", "failed", "p50 ms", "p95", "max"], ...rows]),
    `\n${formatTable(verdicts)}`,
    ...errors,
    ...soak.epochs
      .flatMap(({ spentTokens }) => spentTokens)
      .map((token) => `  ${style.bad("✖")} ${spentLine(token)}\n`),
    `\nReport: ${folder}/soak.html\n`,
  ].join("");
}

/** The plan for people. */
export function formatSoakPlan(plan: SoakPlan): string {
  const { wallets, ms, instance, epochs, seed, transferMode, report } = plan;
  const what = `${instance.created ? "an instance of its own" : "the instance"}, "${instance.name}"`;
  const faults = epochs.flatMap(({ faults }, index) =>
    faults.map((fault) => [
      `chain ${index + 1}`,
      `${Math.round(fault.atMs / 1000)} s`,
      fault.service,
      fault.kind === "latency"
        ? `${fault.latencyMs} ms late for ${Math.round(fault.forMs / 1000)} s`
        : `restarted, down for ${fault.downMs} ms`,
    ]),
  );
  return [
    `Drives ${wallets} wallets for ${ms / 60_000} min on ${what}.\n`,
    `They mint, transfer (${transferMode}), give back and write.\n`,
    epochs.length > 1 ? `${epochs.length} chains, each with new wallets.\n` : "",
    `Seed ${seed}. Report: ${report}\n`,
    faults.length > 0 ? `\nFaults:\n${formatTable(faults)}` : "",
  ].join("");
}
