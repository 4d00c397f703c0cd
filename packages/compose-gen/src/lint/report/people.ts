import type { Finding } from "../finding.ts";
import { describeSummary, summarise } from "../summary.ts";

const marks = { error: "✗", warning: "!", note: "·" } as const;

/** Findings by file for people; how to repair is said at the first finding of each rule. */
export function reportForPeople(files: readonly { file: string; findings: readonly Finding[] }[]): string {
  const explained = new Set<string>();
  const lines = files.flatMap(({ file, findings }) => {
    const clean = findings.every((finding) => finding.waived || finding.severity === "note");
    return [`${clean ? "✓" : "✗"} ${file}`, ...findings.flatMap((finding) => describe(finding, explained))];
  });
  const all = files.flatMap(({ findings }) => findings);
  const summary = summarise(all);
  lines.push(`${describeSummary(summary)} in ${files.length} ${files.length === 1 ? "file" : "files"}`);
  if (summary.errors + summary.warnings > 0)
    lines.push("Why, and how to repair or waive it: compose-gen explain <rule>");
  return `${lines.join("\n")}\n`;
}

function describe(finding: Finding, explained: Set<string>): string[] {
  const { rule, severity, line, service, message, fix, waived } = finding;
  const place = line === undefined ? "" : `${line}`.padStart(5);
  const subject = service === undefined ? message : `${service} ${message}`;
  if (waived) {
    const until = waived.expires === undefined ? "" : ` until ${waived.expires}`;
    return [`  –${place} ${rule}: ${subject} (waived${until}: ${waived.reason})`];
  }
  const lines = [`  ${marks[severity]}${place} ${rule}: ${subject}`];
  if (severity !== "note" && !explained.has(fix)) lines.push(`         fix: ${fix}`);
  explained.add(fix);
  return lines;
}
