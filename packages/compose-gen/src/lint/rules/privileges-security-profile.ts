import type { Rule } from "../rule.ts";
import { weakensProtection } from "../security-options.ts";
import { eachService } from "./each-service.ts";

/** The kernel's protections stay on. */
export const privilegesSecurityProfile: Rule = {
  id: "privileges.security-profile",
  title: "seccomp, AppArmor, SELinux and masked paths stay on",
  severity: "error",
  why: "The default profiles block system calls and files that escapes are made of.",
  fix: "Remove the option; if a system call is missing, allow just that one in a profile of your own (`seccomp:./name.json`).",
  fixDefinition:
    "Remove the option from `compose: {…}`; if a system call is missing, allow just that one in a profile of your own.",
  references: ["CIS Docker Benchmark 5.2, 5.3, 5.22", "OWASP Docker Security Cheat Sheet RULE #6"],
  red: { compose: 'services:\n  web:\n    security_opt: ["no-new-privileges:true", "seccomp:unconfined"]\n' },
  green: {
    compose: 'services:\n  web:\n    security_opt: ["no-new-privileges:true", "seccomp:./seccomp.json"]\n',
  },
  check: (subject) =>
    eachService(subject, ({ securityOpt }) =>
      securityOpt.filter(weakensProtection).map((option) => ({
        path: "security_opt",
        message: `switches a protection off, or has one that nobody here knows (${option})`,
      })),
    ),
};
