import type { Style } from "../output/style.ts";
import type { Examination } from "./examine.ts";
import type { Finding, Severity } from "./finding.ts";

/** The report for people: every finding with its evidence, then what to do. */
export function formatExamination({ probes, counts, ms }: Examination, style: Style): string {
  const blocks = probes.map(({ title, findings }) => {
    const lines = findings.map((finding) => formatFinding(finding, style));
    return `${style.strong(title)}\n${lines.join("")}`;
  });
  const time = style.faint(`(${(ms / 1000).toFixed(1)} s)`);
  return `${blocks.join("")}\n${summaryOf(counts, style)} ${time}\n`;
}

function formatFinding({ severity, code, what, evidence, next }: Finding, style: Style): string {
  const line = `  ${signOf(severity, style)} ${what} ${style.faint(`${evidence} [${code}]`)}\n`;
  return next === undefined ? line : `${line}    → ${next}\n`;
}

function signOf(severity: Severity, style: Style): string {
  const signs: Record<Severity, string> = {
    ok: style.sign("pass"),
    warning: style.warn("!"),
    problem: style.sign("fail"),
    unknown: style.sign("unknown"),
    "not-applicable": style.faint("-"),
  };
  return signs[severity];
}

/** Unknown is never called well. */
function summaryOf({ problem, warning, unknown }: Examination["counts"], style: Style): string {
  const rest = [
    ...(warning > 0 ? [style.warn(count(warning, "warning"))] : []),
    ...(unknown > 0 ? [style.warn(`${unknown} not known`)] : []),
  ];
  if (problem > 0) return `${[style.bad(count(problem, "problem")), ...rest].join(", ")}.`;
  if (rest.length > 0) return `No problem was found; ${rest.join(", ")}.`;
  return style.good("All is well.");
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
