import type { Finding, Severity } from "../finding.ts";
import { describeSummary, summarise } from "../summary.ts";
import { byRule, type RuleGroup } from "./by-rule.ts";
import { printable } from "./printable.ts";
import { describeWaived } from "./waived.ts";

const marks = { error: "✗", warning: "!", note: "·" } as const;

/** Findings by file and rule for people, the dangerous ones first, each repair once; then what is waived. */
export function reportForPeople(files: readonly { file: string; findings: readonly Finding[] }[]): string {
  const explained = new Set<string>();
  const lines = files.flatMap(({ file, findings }) => {
    const open = findings.filter((finding) => !finding.waived);
    return [`${markOf(open)} ${file}`, ...byRule(open).flatMap((group) => describe(group, explained))];
  });
  const all = files.flatMap(({ findings }) => findings);
  lines.push(...describeWaived(all));
  const summary = summarise(all);
  lines.push(`${describeSummary(summary)} in ${files.length} ${files.length === 1 ? "file" : "files"}`);
  if (summary.errors + summary.warnings > 0)
    lines.push("Why, and how to repair or waive it: compose-gen explain <rule>");
  return `${lines.map(printable).join("\n")}\n`;
}

function markOf(open: readonly Finding[]): string {
  const has = (severity: Severity) => open.some((finding) => finding.severity === severity);
  return has("error") ? marks.error : has("warning") ? marks.warning : "✓";
}

/** The rule, each message with the services and lines that it is about, and how to repair them. */
function describe({ rule, severity, fix, messages }: RuleGroup, explained: Set<string>): string[] {
  const lines = [`  ${marks[severity]} ${rule}`];
  for (const { message, findings } of messages) {
    const places = findings.map(placeOf);
    lines.push(
      `      ${places.length === 1 ? `${places[0]} ${message}` : `${message}: ${places.join(", ")}`}`,
    );
  }
  if (severity !== "note" && !explained.has(fix)) lines.push(`      fix: ${fix}`);
  explained.add(fix);
  return lines;
}

/** `web (7)`: the service and the line in the file. */
function placeOf({ service = "the file", line }: Finding): string {
  return line === undefined ? service : `${service} (${line})`;
}
