import { homedir } from "node:os";
import { isSecretName } from "@unicity-sphere/stackctl/harness";
import { INSTANCE_VARIABLE, VARIABLES } from "../environment.ts";
import { MODE_VARIABLES } from "../mode.ts";

/** Variables that tell how a run was set up; all others are nobody's business. */
const OF_INTEREST = /^(?:SPHERE_\w+|E2E_\w+|NODE_OPTIONS)$/;

/** Those whose meaning is known, so that their values can be shown. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(MODE_VARIABLES),
  ...Object.values(VARIABLES).flat(),
  ...[INSTANCE_VARIABLE, "E2E_FAILURE_DIR", "STACKCTL_HOME", "DOCKER_HOST", "CI", "VITEST"],
  ...["GITHUB_ACTIONS", "GITHUB_WORKFLOW", "GITHUB_JOB", "GITHUB_RUN_ID"],
]);

/** Whether a report tells that it is set. */
export const isOfInterest = (name: string): boolean => KNOWN.has(name) || OF_INTEREST.test(name);

/** Whether this package says what its value means. */
export const isKnown = (name: string): boolean => KNOWN.has(name);

/**
 * The variables of interest as `NAME=value` lines, without secrets and without the name of the home folder. Of those that
 * belong to somebody else only the name is told.
 */
export function describeVariables(env: NodeJS.ProcessEnv, home = homedir()): string {
  const lines = Object.entries(env)
    .filter(([name, value]) => isOfInterest(name) && value !== undefined)
    .map(([name, value = ""]) => `${name}=${shown(name, value, home)}\n`);
  return [...lines.sort(), `node=${process.version}\n`].join("");
}

function shown(name: string, value: string, home: string): string {
  if (isSecretName(name)) return "<redacted>";
  if (value !== "" && !KNOWN.has(name)) return "<set, value not shown>";
  return withoutKeys(value).replaceAll(home, "~");
}

/** What an address has after its path, and before its host, may be a key. */
const withoutKeys = (value: string) =>
  value.replace(/(\w+:\/\/)[^/?#\s@,]*@/g, "$1").replace(/(\w+:\/\/[^?#\s,]*)[?#][^\s,]*/g, "$1?…");
