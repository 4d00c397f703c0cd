import type { Problem } from "./finding.ts";
import type { Reason } from "./subject.ts";

/** True when a reason is about this problem, expired or not. */
export function coversProblem(reason: Reason, rule: string, problem: Problem): boolean {
  return (
    reason.rules.includes(rule) &&
    (reason.service === undefined || reason.service === problem.service) &&
    (reason.services === undefined ||
      problem.service === undefined ||
      reason.services.includes(problem.service)) &&
    (reason.detail === undefined || reason.detail === problem.detail)
  );
}

/** True after a reason's last day; `today` is YYYY-MM-DD. */
export function isExpired({ expires }: Reason, today: string): boolean {
  return expires !== undefined && expires < today;
}
