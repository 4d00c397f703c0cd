import { nearest } from "../../suggest.ts";
import type { Rule } from "../rule.ts";
import type { Reason } from "../subject.ts";

const reason: Reason = {
  rules: ["user.non-root"],
  service: "web",
  reason: "opens port 80 before it drops",
  where: "services.web.waivers[0]",
  mustCover: true,
};
const compose = 'services:\n  web:\n    user: "0:0"\n';

/** A waiver names a rule that there is. */
export const waiverRule: Rule = {
  id: "waiver.rule",
  title: "each waiver names a rule that exists",
  severity: "error",
  why: "A waiver of a misspelt rule waives nothing, and its reader believes the opposite.",
  fix: "Correct the name; `compose-gen explain` lists all rules.",
  waive: "not at all",
  references: [],
  red: {
    compose: 'services:\n  web:\n    user: "1001:1001"\n',
    reasons: [{ ...reason, rules: ["user.nonroot"] }],
  },
  green: { compose, reasons: [reason] },
  check: () => [],
};

/** What to do about a rule that does not exist. */
export function adviceForRule(rule: string, known: readonly string[]): string {
  const near = nearest(rule, known);
  return near === undefined ? waiverRule.fix : `Did you mean "${near}"?`;
}
