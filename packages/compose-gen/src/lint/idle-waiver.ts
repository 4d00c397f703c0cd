import type { Finding, Problem } from "./finding.ts";
import { place } from "./place.ts";
import { ruleNamed, rules } from "./rules/index.ts";
import { adviceForRule, waiverRule } from "./rules/waiver-rule.ts";
import { waiverUnused } from "./rules/waiver-unused.ts";
import type { LintSubject, Reason } from "./subject.ts";

/** The finding about a waiver that covers nothing: nothing of its rule is left, or there is no such rule. */
export function idleWaiver(subject: LintSubject, reason: Reason): Finding {
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
