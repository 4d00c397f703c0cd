import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Containers have network, processes and memory of their own. */
export const privilegesHostNamespace: Rule = {
  id: "privileges.host-namespace",
  title: "containers share no namespace with the host",
  severity: "error",
  why: "In the host's namespaces a container reaches services on loopback, sees and signals all processes, or reads their shared memory.",
  fix: "Remove the key: the default is a namespace of the container's own. Publish the ports that are needed.",
  fixDefinition: "Remove the key from `compose: {…}`; publish the ports that are needed as endpoints.",
  references: [
    "CIS Docker Benchmark 5.10, 5.16, 5.17, 5.21, 5.31",
    "OWASP Docker Security Cheat Sheet RULE #5",
  ],
  red: { compose: "services:\n  web:\n    pid: host\n" },
  green: { compose: "services:\n  web:\n    networks: [backend]\n" },
  check: (subject) =>
    eachService(subject, ({ namespaces }) =>
      Object.entries(namespaces)
        .filter(([, mode]) => mode === "host")
        .map(([key]) => ({ path: key, message: `shares the host's namespace (${key}: host)` })),
    ),
};
