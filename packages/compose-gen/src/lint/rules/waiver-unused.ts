import type { Rule } from "../rule.ts";

/** Waivers that waive nothing go. */
export const waiverUnused: Rule = {
  id: "waiver.unused",
  title: "each waiver waives something",
  severity: "warning",
  why: "A waiver that is no longer needed hides the next mistake of its kind.",
  fix: "Remove it.",
  waive: "not at all",
  references: [],
  red: {
    compose: 'services:\n  web:\n    user: "1001:1001"\n',
    reasons: [
      {
        rules: ["user.non-root"],
        service: "web",
        reason: "opens port 80 before it drops",
        where: "services.web.waivers[0]",
        mustCover: true,
      },
    ],
  },
  green: {
    compose: 'services:\n  web:\n    user: "0:0"\n',
    reasons: [
      {
        rules: ["user.non-root"],
        service: "web",
        reason: "opens port 80 before it drops",
        where: "services.web.waivers[0]",
        mustCover: true,
      },
    ],
  },
  check: () => [],
};
