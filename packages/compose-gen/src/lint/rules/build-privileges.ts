import { isEngineSocket, isSensitivePath } from "../../model/sensitive-path.ts";
import type { LintBuild } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** A build gets nothing of the host. */
export const buildPrivileges: Rule = {
  id: "build.privileges",
  title: "a build has no privileges, no network of the host, none of its files and keys",
  severity: "error",
  why: "A Dockerfile is a program that runs on the machine of whoever builds: with privileges or the host's network it is one on the host itself, and what is in its context or behind the SSH agent is its own to read. The agent alone is a warning: private sources may need it.",
  fix: "Remove `privileged`, `network: host`, `entitlements` and `ssh` from `build`; build from a folder that holds nothing else.",
  fixDefinition:
    "Remove `build` from `compose: {…}`: build the image in a pipeline, and name it in images.json.",
  references: ["CIS Docker Benchmark 4.2", "OWASP Docker Security Cheat Sheet RULE #13"],
  red: {
    compose: "services:\n  web:\n    build: {context: ., privileged: true}\n",
  },
  green: { compose: "services:\n  web:\n    build: {context: .}\n" },
  check: (subject) => eachService(subject, ({ build }) => (build ? mistakes(build) : [])),
};

function mistakes({ privileged, network, entitlements, agent, contexts, secretFiles, path }: LintBuild) {
  const files = [...contexts, ...secretFiles].filter(
    ({ source }) => isSensitivePath(source, true) || isEngineSocket(source),
  );
  return [
    ...(privileged ? [{ path: [...path, "privileged"], message: "is built with all privileges" }] : []),
    ...(network === "host"
      ? [{ path: [...path, "network"], message: "is built in the host's network" }]
      : []),
    ...entitlements.map((name) => ({
      path: [...path, "entitlements"],
      message: `is built with the entitlement ${name}`,
    })),
    ...files.map((file) => ({ path: file.path, message: `is built with ${file.source} of the host` })),
    ...(agent
      ? [
          {
            path: [...path, "ssh"],
            message: "is built with the keys of an SSH agent",
            severity: "warning" as const,
          },
        ]
      : []),
  ];
}
