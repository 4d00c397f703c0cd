import { isRoot } from "../root.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Containers do not run as root. */
export const userNonRoot: Rule = {
  id: "user.non-root",
  title: "containers do not run as root",
  severity: "error",
  why: "Root in a container is root of the host to the kernel: one escape, or one writable bind mount, is enough. An image without a USER runs as root, so no user means root.",
  fix: 'Name a user by number: `user: "1001:1001"`, and give its volumes to it.',
  fixDefinition:
    'Set `runtime.user: "1001:1001"`, or `user` of the image in images.json; or add the waiver `user.non-root` with the reason.',
  references: ["CIS Docker Benchmark 4.1", "OWASP Docker Security Cheat Sheet RULE #2"],
  red: { compose: 'services:\n  web:\n    user: "0:0"\n' },
  green: { compose: 'services:\n  web:\n    user: "1001:1001"\n' },
  check: (subject) =>
    eachService(subject, ({ user }) => {
      if (user === undefined || user === "")
        return [
          {
            missing: true,
            message:
              "names no user, so it runs as its image's, which is root unless the image says otherwise",
          },
        ];
      return isRoot(user) ? [{ path: "user", message: `runs as root (${user})` }] : [];
    }),
};
