import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";

/** File of the example, a workflow of GitHub Actions. */
export const WORKFLOW_FILE = resolve(
  import.meta.dirname,
  "../../../../../examples/github-actions/wallet-tests.yml",
);

/** One service of a job, as the workflow syntax has it. */
export interface WorkflowService {
  image: string;
  ports: string[];
  options: string;
  env?: Record<string, string>;
}

export interface Workflow {
  jobs: {
    test: {
      services: { devnet: WorkflowService };
      env: Record<string, string>;
      steps: { name?: string; run?: string; uses?: string }[];
    };
  };
}

export function readWorkflow(): Workflow {
  return parse(readFileSync(WORKFLOW_FILE, "utf8"));
}

/**
 * What the runner gives to `docker create` for a service: network and alias, a `-p` per port, the options as they are,
 * the variables, the image (actions/runner, DockerCommandManager.DockerCreate).
 */
export function dockerCreateArguments(
  service: WorkflowService,
  runner: { name: string; network: string; alias: string },
): string[] {
  const variables = { ...service.env, GITHUB_ACTIONS: "true", CI: "true" };
  return [
    ...["--name", runner.name, "--network", runner.network, "--network-alias", runner.alias],
    ...service.ports.flatMap((port) => ["-p", port]),
    ...service.options.split(/\s+/).filter(Boolean),
    ...Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]),
    service.image,
  ];
}
