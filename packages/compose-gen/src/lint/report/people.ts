import type { Finding } from "../finding.ts";
import { describeSummary, summarise } from "../summary.ts";

const marks = { error: "✗", warning: "!", note: "·" } as const;

/** Findings by file for people, how to repair once per rule; then what is waived, once per rule and reason. */
export function reportForPeople(files: readonly { file: string; findings: readonly Finding[] }[]): string {
  const explained = new Set<string>();
  const lines = files.flatMap(({ file, findings }) => {
    const open = findings.filter((finding) => !finding.waived);
    const clean = open.every((finding) => finding.severity === "note");
    return [`${clean ? "✓" : "✗"} ${file}`, ...open.flatMap((finding) => describe(finding, explained))];
  });
  const all = files.flatMap(({ findings }) => findings);
  lines.push(...describeWaived(all));
  const summary = summarise(all);
  lines.push(`${describeSummary(summary)} in ${files.length} ${files.length === 1 ? "file" : "files"}`);
  if (summary.errors + summary.warnings > 0)
    lines.push("Why, and how to repair or waive it: compose-gen explain <rule>");
  return `${lines.join("\n")}\n`;
}

function describe(
  { rule, severity, line, service, message, fix }: Finding,
  explained: Set<string>,
): string[] {
  const place = line === undefined ? "" : `${line}`.padStart(5);
  const subject = service === undefined ? message : `${service} ${message}`;
  const lines = [`  ${marks[severity]}${place} ${rule}: ${subject}`];
  if (severity !== "note" && !explained.has(fix)) lines.push(`         fix: ${fix}`);
  explained.add(fix);
  return lines;
}

/** What is waived: by rule and reason, with the services and in how many files. */
function describeWaived(findings: readonly Finding[]): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.waived) continue;
    const { reason, expires } = finding.waived;
    const until = expires === undefined ? "" : ` (until ${expires})`;
    const key = `  – ${finding.rule}${until}: ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  if (groups.size === 0) return [];
  const lines = [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  return ["waived", ...lines.flatMap(([key, group]) => [key, `      ${whereIn(group)}`])];
}

function whereIn(findings: readonly Finding[]): string {
  const services = new Set(findings.map(({ service }) => service ?? "file"));
  const files = new Set(findings.map(({ file }) => file)).size;
  return `${[...services].sort().join(", ")} in ${files} ${files === 1 ? "file" : "files"}`;
}
