import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** What limits a container cannot be left by it. */
export const limitsKept: Rule = {
  id: "limits.kept",
  title: "no container keeps itself out of the limits",
  severity: "error",
  why: "When memory runs out the kernel ends what uses most. A container that it may not end, that takes the swap instead, or that is counted elsewhere, takes the whole host with it.",
  fix: "Remove the key; give the container the memory that it needs, and a lower `oom_score_adj` (not below -999) where others shall be ended first.",
  fixDefinition:
    "Remove the key from `compose: {…}`; set `limits` to what the service needs, and `oom_score_adj` not below -999 where others shall be ended first.",
  references: ["CIS Docker Benchmark 5.11, 5.25", "OWASP Docker Security Cheat Sheet RULE #7"],
  red: { compose: "services:\n  web:\n    oom_kill_disable: true\n" },
  green: { compose: "services:\n  web:\n    oom_score_adj: -500\n" },
  check: (subject) =>
    eachService(subject, ({ leavesLimits }) =>
      leavesLimits.map(({ key, message }) => ({ path: key, message: `${message} (${key})` })),
    ),
};
