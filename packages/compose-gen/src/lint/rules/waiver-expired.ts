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

/** Waivers end on the day they say. */
export const waiverExpired: Rule = {
  id: "waiver.expired",
  title: "no waiver has expired",
  severity: "error",
  why: "The date was the promise to look again. What the waiver covered counts as a finding from then on.",
  fix: "Repair what it waived. If the reason still holds, write down why and give it a new date.",
  waive: "not at all",
  references: [],
  red: { compose, reasons: [{ ...reason, expires: "2020-12-31" }] },
  green: { compose, reasons: [{ ...reason, expires: "9999-12-31" }] },
  check: () => [],
};
