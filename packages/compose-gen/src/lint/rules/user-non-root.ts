import { isNumericUser, isRoot } from "../root.ts";
import type { Rule } from "../rule.ts";
import { factsOf } from "../subject.ts";
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
    eachService(subject, ({ name, user, hooks }) => [
      ...mistakes(user, factsOf(subject, name).image?.user, subject.rendered === true),
      ...hooks
        .filter((hook) => hook.user !== undefined && isRoot(hook.user))
        .map((hook) => ({
          path: [...hook.path, "user"],
          message: `runs a command of ${hook.kind} as root (${hook.user})`,
        })),
    ]),
};

function mistakes(user: string | undefined, declared: string | undefined, rendered: boolean) {
  if (user === undefined || user === "")
    return [
      {
        missing: true,
        message: "names no user, so it runs as its image's, which is root unless the image says otherwise",
      },
    ];
  const path = "user";
  if (isRoot(user)) return [{ path, message: `runs as root (${user})` }];
  if (isNumericUser(user) || user === declared) return [];
  if (rendered)
    return [
      { path, message: `runs as "${user}": which user that is, and whether it is root, nobody can see here` },
    ];
  // What the reader must give, and names of users.
  return /^(?:<|[A-Za-z_][A-Za-z0-9_.-]*\$?(?::|$))/.test(user)
    ? []
    : [{ path, message: `runs as "${user}", which is neither the number nor the name of a user` }];
}
