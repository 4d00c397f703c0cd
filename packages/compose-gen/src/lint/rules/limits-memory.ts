import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Memory is limited. */
export const limitsMemory: Rule = {
  id: "limits.memory",
  title: "memory is limited",
  severity: "error",
  why: "One leaking container takes the host's memory, and the kernel then kills whichever process it likes.",
  fix: "Set `mem_limit` (or `deploy.resources.limits.memory`) to what the service needs at its busiest.",
  fixDefinition:
    'Set `limits: { memory: "256m" }` (512m without it), and leave `mem_limit` out of `compose: {…}`.',
  references: ["CIS Docker Benchmark 5.11", "OWASP Docker Security Cheat Sheet RULE #7"],
  red: { compose: "services:\n  web:\n    pids_limit: 128\n", without: ["mem_limit"] },
  green: { compose: "services:\n  web:\n    pids_limit: 128\n    mem_limit: 256m\n" },
  check: (subject) =>
    eachService(subject, ({ memoryLimited }) =>
      memoryLimited ? [] : [{ path: "mem_limit", missing: true, message: "may take all memory of the host" }],
    ),
};
