import type { Finding, Problem } from "./finding.ts";
import { idleWaiver } from "./idle-waiver.ts";
import { place } from "./place.ts";
import { coversProblem, isExpired } from "./reasons.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { waiverExpired } from "./rules/waiver-expired.ts";
import type { LintSubject, Reason } from "./subject.ts";

/** The findings of one file, in the file's order as far as lines are known. */
export interface LintedFile<Subject extends LintSubject = LintSubject> {
  subject: Subject;
  findings: Finding[];
}

/** What of the findings is asked for. */
export interface LintOptions<Subject extends LintSubject> {
  /** The files whose findings are asked for; the others only show which waivers they use. Default: all. */
  wanted?: (subject: Subject) => boolean;
  /** False leaves the lines of waived findings away: to find lines, a definition's file must be rendered. */
  waivedLines?: boolean;
}

/**
 * Every finding of every file. A reason is unused when it covers nothing in any of the files that have it: one
 * definition stands behind several files.
 *
 * @param today the current day as YYYY-MM-DD (UTC): waivers count up to and on their last day
 */
export function lint<Subject extends LintSubject>(
  subjects: readonly Subject[],
  today: string,
  { wanted = () => true, waivedLines = true }: LintOptions<Subject> = {},
): LintedFile<Subject>[] {
  const judged = subjects.map((subject) => ({ subject, judgements: judge(subject) }));
  const used = new Set(
    judged.flatMap(({ judgements }) => judgements.flatMap(({ reasons }) => reasons.map(keyOf))),
  );
  const linted = judged
    .filter(({ subject }) => wanted(subject))
    .map(({ subject, judgements }) => ({
      subject,
      findings: findingsOf(subject, judgements, { today, waivedLines }),
    }));
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

function findingsOf(
  subject: LintSubject,
  judgements: readonly Judgement[],
  { today, waivedLines }: { today: string; waivedLines: boolean },
): Finding[] {
  const withoutLines = { ...subject, lineOf: () => undefined };
  const expired = new Map<Reason, Problem>();
  const findings = judgements.map(({ rule, problem, reasons }) => {
    for (const reason of reasons)
      if (isExpired(reason, today) && !expired.has(reason)) expired.set(reason, problem);
    const valid = reasons.find((reason) => !isExpired(reason, today));
    return place(valid && !waivedLines ? withoutLines : subject, rule, problem, valid);
  });
  for (const [reason, { path, service }] of expired)
    findings.push(
      place(subject, waiverExpired, { path, ...(service ? { service } : {}), ...expiredText(reason) }),
    );
  return findings;
}

function expiredText({ rules: names, where, expires }: Reason): Pick<Problem, "message"> {
  return { message: `was excused from ${names.join(", ")} (${where}) until ${expires}` };
}

function keyOf({ rules: names, service, services, detail, reason }: Reason): string {
  return JSON.stringify([names, service, services, detail, reason]);
}
