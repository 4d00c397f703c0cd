import { existsSync } from "node:fs";
import { join } from "node:path";
import { stateHome } from "@unicity-sphere/stackctl/harness";
import { INSTANCE_VARIABLE, VARIABLES } from "./environment.ts";
import { E2eError } from "./errors.ts";
import { findNode } from "./node.ts";
import { stackctlProgram } from "./program.ts";
import { type RunningStack, runningStack } from "./stack.ts";
import { stackctlEnvironment } from "./stackctl.ts";

/**
 * The stack that the test run has started, for its workers: what the environment says, and the instance behind it.
 *
 * @throws E2eError `NO_STACK` when no run of this harness has started one
 */
export function currentStack(env: NodeJS.ProcessEnv = process.env): RunningStack {
  const instance = env[INSTANCE_VARIABLE];
  const home = stateHome(env);
  if (instance === undefined || !existsSync(join(home, instance))) throw noStack(instance);
  const folder = join(home, instance);
  const names = [...Object.values(VARIABLES).flat(), INSTANCE_VARIABLE];
  const variables = Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  return runningStack({
    stackctl: {
      node: findNode(),
      cli: stackctlProgram(),
      env: { ...stackctlEnvironment(env), STACKCTL_HOME: home },
      instance,
    },
    backend: existsSync(join(folder, "docker")) ? "docker" : "embedded",
    folder,
    variables,
    accounts: [],
  });
}

function noStack(instance: string | undefined): E2eError {
  return new E2eError({
    code: "NO_STACK",
    what: "This test run has no stack of its own.",
    evidence:
      instance === undefined ? `${INSTANCE_VARIABLE} is not set` : `there is no instance "${instance}"`,
    cause:
      "The global setup does not run, E2E_LOCAL_AGGREGATOR is not set, or a stack was started by other means.",
    next: "Set E2E_LOCAL_AGGREGATOR=1 and `globalSetup: ['@unicity-sphere/e2e/vitest']`.",
  });
}
