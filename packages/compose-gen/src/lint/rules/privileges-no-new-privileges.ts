import type { Rule } from "../rule.ts";
import { forbidsNewPrivileges } from "../security-options.ts";
import { eachService } from "./each-service.ts";

/** Programs cannot gain privileges by set-user-ID files. */
export const privilegesNoNewPrivileges: Rule = {
  id: "privileges.no-new-privileges",
  title: "programs cannot gain privileges that their parent lacks",
  severity: "error",
  why: "A set-user-ID program inside the image (su, sudo, ping) turns an unprivileged intruder into root.",
  fix: 'Set `security_opt: ["no-new-privileges:true"]`.',
  fixDefinition: 'Leave `security_opt` out of `compose: {…}`, or keep "no-new-privileges:true" in it.',
  references: ["CIS Docker Benchmark 5.26", "OWASP Docker Security Cheat Sheet RULE #4"],
  red: { compose: "services:\n  web:\n    read_only: true\n", without: ["security_opt"] },
  green: { compose: 'services:\n  web:\n    security_opt: ["no-new-privileges:true"]\n' },
  check: (subject) =>
    eachService(subject, ({ securityOpt }) =>
      forbidsNewPrivileges(securityOpt)
        ? []
        : [
            {
              path: "security_opt",
              missing: !securityOpt.some((option) => option.startsWith("no-new-privileges")),
              message: "may gain new privileges",
            },
          ],
    ),
};
