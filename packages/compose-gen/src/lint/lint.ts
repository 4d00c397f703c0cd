import { pathText } from "../path-text.ts";
import { suggestion } from "../suggest.ts";
import type { Finding, Problem } from "./finding.ts";
import { coversProblem, isExpired } from "./reasons.ts";
import type { Rule } from "./rule.ts";
import { ruleNamed, rules } from "./rules/index.ts";
import { waiverExpired } from "./rules/waiver-expired.ts";
import { waiverUnused } from "./rules/waiver-unused.ts";
import type { LintSubject, Reason } from "./subject.ts";

/** The findings of one file, in the file's order as far as lines are known. */
export interface LintedFile {
  subject: LintSubject;
  findings: Finding[];
}

/**
 * Every finding of every file. A reason is unused when it covers nothing in any of the files that have it: one
 * definition stands behind several files.
 *
 * @param today the current day as YYYY-MM-DD (UTC): waivers count up to and on their last day
 */
export function lint(subjects: readonly LintSubject[], today: string): LintedFile[] {
  const used = new Set<string>();
  const linted = subjects.map((subject) => lintOne(subject, today, used));
  const reported = new Set<string>();
  for (const { subject, findings } of linted)
    for (const reason of subject.reasons) {
      const key = keyOf(reason);
      if (!reason.mustCover || used.has(key) || reported.has(key)) continue;
      reported.add(key);
      findings.push(place(subject, waiverUnused, unusedProblem(reason)));
    }
  for (const { findings } of linted) findings.sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
  return linted;
}

function lintOne(subject: LintSubject, today: string, used: Set<string>): LintedFile {
  const findings: Finding[] = [];
  const expired = new Map<Reason, Problem>();
  for (const rule of rules)
    for (const problem of rule.check(subject)) {
      const covering = subject.reasons.filter((reason) => coversProblem(reason, rule.id, problem));
      for (const reason of covering) {
        used.add(keyOf(reason));
        if (isExpired(reason, today) && !expired.has(reason)) expired.set(reason, problem);
      }
      const valid = covering.find((reason) => !isExpired(reason, today));
      findings.push(place(subject, rule, problem, valid));
    }
  for (const [reason, { path, service }] of expired)
    findings.push(
      place(subject, waiverExpired, { path, ...(service ? { service } : {}), ...expiredText(reason) }),
    );
  return { subject, findings };
}

function place(subject: LintSubject, rule: Rule, problem: Problem, reason?: Reason): Finding {
  const line = subject.lineOf(problem.path);
  return {
    rule: rule.id,
    severity: problem.severity ?? rule.severity,
    file: subject.file,
    ...(line === undefined ? {} : { line }),
    ...(problem.service === undefined ? {} : { service: problem.service }),
    path: pathText(problem.path),
    message: problem.message,
    fix: problem.fix ?? rule.fix,
    ...(reason
      ? { waived: { reason: reason.reason, ...(reason.expires ? { expires: reason.expires } : {}) } }
      : {}),
  };
}

function expiredText({ rules: names, where, expires }: Reason): Pick<Problem, "message"> {
  return { message: `was excused from ${names.join(", ")} (${where}) until ${expires}` };
}

function unusedProblem(reason: Reason): Problem {
  const [rule = ""] = reason.rules;
  const message = `the waiver of ${reason.rules.join(", ")} (${reason.where}) waives nothing`;
  if (ruleNamed(rule)) return { ...placeOf(reason), message };
  const known = suggestion(
    rule,
    rules.map((candidate) => candidate.id),
  );
  return { ...placeOf(reason), message: `${message}: there is no rule "${rule}"`, fix: known };
}

function placeOf({ service }: Reason): Pick<Problem, "service" | "path"> {
  return service === undefined ? { path: [] } : { service, path: ["services", service] };
}

function keyOf({ rules: names, service, detail, reason }: Reason): string {
  return JSON.stringify([names, service, detail, reason]);
}
