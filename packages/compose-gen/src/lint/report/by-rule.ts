import type { Finding, Severity } from "../finding.ts";
import { dangerRank } from "../rank.ts";

/** Findings of one rule in one file that are repaired in the same way. */
export interface RuleGroup {
  rule: string;
  severity: Severity;
  fix: string;
  /** The findings by what they say, in the file's order. */
  messages: { message: string; findings: Finding[] }[];
}

const severities: readonly Severity[] = ["error", "warning", "note"];

/** The findings of a file by rule: errors before warnings before notes, and the dangerous rules first among each. */
export function byRule(findings: readonly Finding[]): RuleGroup[] {
  const groups = new Map<string, RuleGroup>();
  for (const finding of findings) {
    const { rule, severity, fix } = finding;
    const key = JSON.stringify([rule, severity, fix]);
    const group = groups.get(key) ?? { rule, severity, fix, messages: [] };
    groups.set(key, group);
    const same = group.messages.find(({ message }) => message === finding.message);
    if (same) same.findings.push(finding);
    else group.messages.push({ message: finding.message, findings: [finding] });
  }
  return [...groups.values()].sort(
    (left, right) =>
      severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
      dangerRank(left.rule) - dangerRank(right.rule),
  );
}
