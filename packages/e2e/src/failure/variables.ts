import { homedir } from "node:os";
import { isSecretName } from "@unicity-sphere/stackctl/harness";

/** Variables that tell how a run was set up; all others are nobody's business. */
const OF_INTEREST =
  /^(?:SPHERE_\w+|E2E_\w+|STACKCTL_HOME|DOCKER_HOST|CI|GITHUB_(?:ACTIONS|WORKFLOW|JOB|RUN_ID)|NODE_OPTIONS|VITEST)$/;

/** The variables of interest as `NAME=value` lines, without secrets and without the name of the home folder. */
export function describeVariables(env: NodeJS.ProcessEnv, home = homedir()): string {
  const lines = Object.entries(env)
    .filter(([name, value]) => OF_INTEREST.test(name) && value !== undefined)
    .map(
      ([name, value = ""]) => `${name}=${isSecretName(name) ? "<redacted>" : value.replaceAll(home, "~")}\n`,
    );
  return [...lines.sort(), `node=${process.version}\n`].join("");
}
