import { pathText } from "../path-text.ts";
import type { Finding, Problem } from "./finding.ts";
import type { Rule } from "./rule.ts";
import type { LintSubject, Reason } from "./subject.ts";

/** A problem as a finding: with its file and line, what to do about it, and the reason that covers it. */
export function place(subject: LintSubject, rule: Rule, problem: Problem, reason?: Reason): Finding {
  const line = subject.lineOf(problem.path);
  return {
    rule: rule.id,
    severity: problem.severity ?? rule.severity,
    file: subject.file,
    ...(line === undefined ? {} : { line }),
    ...(problem.service === undefined ? {} : { service: problem.service }),
    path: pathText(problem.path),
    message: problem.message,
    fix: adviceFor(subject, rule, problem),
    ...(reason
      ? { waived: { reason: reason.reason, ...(reason.expires ? { expires: reason.expires } : {}) } }
      : {}),
  };
}

/** The most exact advice, in the words of what the reader writes. */
function adviceFor({ rendered }: LintSubject, rule: Rule, problem: Problem): string {
  const inDefinition = rendered
    ? (problem.fixDefinition ?? (problem.fix ? undefined : rule.fixDefinition))
    : undefined;
  return inDefinition ?? problem.fix ?? rule.fix;
}
