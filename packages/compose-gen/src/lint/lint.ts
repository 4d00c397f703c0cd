import { pathText } from "../path-text.ts";
import type { Finding, Problem } from "./finding.ts";
import { coversProblem, isExpired } from "./reasons.ts";
import type { Rule } from "./rule.ts";
import { ruleNamed, rules } from "./rules/index.ts";
import { waiverExpired } from "./rules/waiver-expired.ts";
import { adviceForRule, waiverRule } from "./rules/waiver-rule.ts";
import { waiverUnused } from "./rules/waiver-unused.ts";
import type { LintSubject, Reason } from "./subject.ts";

/** The findings of one file, in the file's order as far as lines are known. */
export interface LintedFile<Subject extends LintSubject = LintSubject> {
  subject: Subject;
  findings: Finding[];
}

/**
 * Every finding of every file. A reason is unused when it covers nothing in any of the files that have it: one
 * definition stands behind several files.
 *
 * @param today the current day as YYYY-MM-DD (UTC): waivers count up to and on their last day
 * @param wanted the files whose findings are asked for; the others only show which waivers they use
 */
export function lint<Subject extends LintSubject>(
  subjects: readonly Subject[],
  today: string,
  wanted: (subject: Subject) => boolean = () => true,
): LintedFile<Subject>[] {
  const judged = subjects.map((subject) => ({ subject, judgements: judge(subject) }));
  const used = new Set(
    judged.flatMap(({ judgements }) => judgements.flatMap(({ reasons }) => reasons.map(keyOf))),
  );
  const linted = judged
    .filter(({ subject }) => wanted(subject))
    .map(({ subject, judgements }) => ({ subject, findings: findingsOf(subject, judgements, today) }));
  const reported = new Set<string>();
  for (const { subject, findings } of linted)
    for (const reason of subject.reasons) {
      const key = keyOf(reason);
      if (!reason.mustCover || used.has(key) || reported.has(key)) continue;
      reported.add(key);
      findings.push(idleWaiver(subject, reason));
    }
  for (const { findings } of linted) findings.sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
  return linted;
}

/** A problem with the reasons that are about it, in force or expired. */
interface Judgement {
  rule: Rule;
  problem: Problem;
  reasons: Reason[];
}

function judge(subject: LintSubject): Judgement[] {
  return rules.flatMap((rule) =>
    rule.check(subject).map((problem) => ({
      rule,
      problem,
      reasons: subject.reasons.filter((reason) => coversProblem(reason, rule.id, problem)),
    })),
  );
}

function findingsOf(subject: LintSubject, judgements: readonly Judgement[], today: string): Finding[] {
  const expired = new Map<Reason, Problem>();
  const findings = judgements.map(({ rule, problem, reasons }) => {
    for (const reason of reasons)
      if (isExpired(reason, today) && !expired.has(reason)) expired.set(reason, problem);
    const valid = reasons.find((reason) => !isExpired(reason, today));
    return place(subject, rule, problem, valid);
  });
  for (const [reason, { path, service }] of expired)
    findings.push(
      place(subject, waiverExpired, { path, ...(service ? { service } : {}), ...expiredText(reason) }),
    );
  return findings;
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

function expiredText({ rules: names, where, expires }: Reason): Pick<Problem, "message"> {
  return { message: `was excused from ${names.join(", ")} (${where}) until ${expires}` };
}

/** The finding about a waiver that covers nothing: nothing of its rule is left, or there is no such rule. */
function idleWaiver(subject: LintSubject, reason: Reason): Finding {
  const unknown = reason.rules.find((rule) => !ruleNamed(rule));
  const waiver = `has a waiver of ${reason.rules.join(", ")} (${reason.where})`;
  if (unknown === undefined)
    return place(subject, waiverUnused, { ...placeOf(reason), message: `${waiver} that waives nothing` });
  const known = rules.map(({ id }) => id);
  return place(subject, waiverRule, {
    ...placeOf(reason),
    message: `${waiver}, and there is no rule "${unknown}"`,
    fix: adviceForRule(unknown, known),
  });
}

function placeOf({ service }: Reason): Pick<Problem, "service" | "path"> {
  return service === undefined ? { path: [] } : { service, path: ["services", service] };
}

function keyOf({ rules: names, service, detail, reason }: Reason): string {
  return JSON.stringify([names, service, detail, reason]);
}
