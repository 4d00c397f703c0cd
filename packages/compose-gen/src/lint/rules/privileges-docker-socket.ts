import { isEngineSocket } from "../../model/sensitive-path.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** The engine's socket stays outside. */
export const privilegesDockerSocket: Rule = {
  id: "privileges.docker-socket",
  title: "no container has the engine's socket",
  severity: "error",
  why: "Whoever can connect to the socket can start a privileged container with the host's disk in it; a read-only mount changes nothing about that.",
  fix: "Ask the engine from outside, or put a filtering proxy before the socket that answers only what is needed.",
  fixDefinition:
    "Remove it from `compose: {…}`. Ask the engine from outside, or put a filtering proxy before the socket.",
  references: ["CIS Docker Benchmark 5.32", "OWASP Docker Security Cheat Sheet RULE #1"],
  red: { compose: "services:\n  web:\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n" },
  green: { compose: "services:\n  web:\n    volumes:\n      - data:/var/lib/web\nvolumes:\n  data: {}\n" },
  check: (subject) =>
    eachService(subject, ({ mounts, usesApiSocket }) => [
      ...mounts.flatMap(({ host, target }) =>
        host
          .filter(({ source }) => leadsToEngine(source, target))
          .map(({ source, path }) => ({ path, message: `mounts ${source}, which controls the host` })),
      ),
      ...(usesApiSocket
        ? [{ path: "use_api_socket", message: "gets the socket and the credentials of the engine" }]
        : []),
    ]),
};

/** Also a source that only the reader's environment names, when it becomes a socket. */
export function leadsToEngine(source: string, target: string): boolean {
  return isEngineSocket(source) || (target.endsWith(".sock") && isEngineSocket(target));
}
