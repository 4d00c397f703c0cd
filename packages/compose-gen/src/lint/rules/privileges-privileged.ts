import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** No container is privileged. */
export const privilegesPrivileged: Rule = {
  id: "privileges.privileged",
  title: "no container is privileged",
  severity: "error",
  why: "A privileged container has every capability and every device and no seccomp profile: it is a root shell on the host.",
  fix: "Remove `privileged`; name the one capability or device that is needed.",
  fixDefinition:
    "Remove `privileged` from `compose: {…}`; name the one capability in `runtime.capAdd` with its reason.",
  references: ["CIS Docker Benchmark 5.5", "OWASP Docker Security Cheat Sheet RULE #3"],
  red: { compose: "services:\n  web:\n    privileged: true\n" },
  green: { compose: "services:\n  web:\n    privileged: false\n" },
  check: (subject) =>
    eachService(subject, ({ privileged, hooks }) => [
      ...(privileged ? [{ path: "privileged", message: "is privileged" }] : []),
      ...hooks
        .filter((hook) => hook.privileged)
        .map(({ kind, path }) => ({
          path: [...path, "privileged"],
          message: `runs a command of ${kind} with all privileges`,
        })),
    ]),
};
