import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** The number of processes is limited. */
export const limitsPids: Rule = {
  id: "limits.pids",
  title: "the number of processes is limited",
  severity: "error",
  why: "A container that forks without end takes all process numbers of the host: nobody can even log in to stop it.",
  fix: "Set `pids_limit` (or `deploy.resources.limits.pids`), threads included.",
  fixDefinition:
    "Set `limits: { pids: 128 }` (256 without it), and leave `pids_limit` out of `compose: {…}`.",
  references: ["CIS Docker Benchmark 5.29", "OWASP Docker Security Cheat Sheet RULE #7"],
  red: { compose: "services:\n  web:\n    mem_limit: 256m\n", without: ["pids_limit"] },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n    pids_limit: 128\n" },
  check: (subject) =>
    eachService(subject, ({ pidsLimited }) =>
      pidsLimited
        ? []
        : [
            {
              path: "pids_limit",
              missing: true,
              message: "may start as many processes as the host can hold",
            },
          ],
    ),
};
