import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Containers stay apart. */
export const privilegesSharedNamespace: Rule = {
  id: "privileges.shared-namespace",
  title: "containers share no namespace or volumes with other containers unseen",
  severity: "error",
  why: "In the namespace of another container a process reaches its loopback, sees its arguments and environment, and may read its files under /proc, keys included. What a container outside the file is, nobody can see here. In a file that no definition renders, another service of the same file is a warning: a sidecar may need it.",
  fix: "Remove the key; let the services reach each other over a network and a volume that both name.",
  fixDefinition:
    "Remove the key from `compose: {…}`; let the services reach each other over `networks`, and files over a volume in `mounts` of both.",
  references: ["CIS Docker Benchmark 5.16, 5.17", "OWASP Docker Security Cheat Sheet RULE #5"],
  red: { compose: 'services:\n  web:\n    pid: "container:database"\n' },
  green: { compose: "services:\n  web:\n    networks: [backend]\n" },
  check: (subject) =>
    eachService(subject, ({ namespaces, volumesFrom }) => [
      ...Object.entries(namespaces).flatMap(([key, mode]) => {
        const [kind, other] = mode.split(":", 2);
        if (kind === "container") return [{ path: key, message: `shares ${key} with ${stranger(other)}` }];
        return kind === "service"
          ? [
              {
                path: key,
                message: `shares ${key} with the service ${other}`,
                ...(subject.rendered ? {} : { severity: "warning" as const }),
              },
            ]
          : [];
      }),
      ...volumesFrom
        .filter(({ service }) => service === undefined)
        .map(({ path }) => ({ path, message: `takes the volumes of ${stranger()}` })),
    ]),
};

function stranger(name?: string): string {
  return `the container ${name ?? ""}`.trim().concat(", which is not in the file");
}
