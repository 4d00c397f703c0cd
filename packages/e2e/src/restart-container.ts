import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { E2eError, messageOf } from "./errors.ts";
import type { ServiceName } from "./services.ts";

/** The engine gives a container 10 s to end before it kills it; a busy one takes longer than that, ms. */
const RESTART_MS = 60_000;

/**
 * Restarts a container on the engine of the stack.
 *
 * @param env of the stack: `DOCKER_HOST`, `DOCKER_CONTEXT` and `PATH` say which engine and client
 * @param withinMs then the client is ended
 * @throws E2eError `CONTAINER_NOT_RESTARTED`
 */
export async function restartContainer(
  service: ServiceName,
  container: string,
  env: NodeJS.ProcessEnv,
  withinMs = RESTART_MS,
): Promise<void> {
  try {
    await promisify(execFile)("docker", ["restart", container], { env, timeout: withinMs });
  } catch (error) {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string };
    throw new E2eError(
      {
        code: "CONTAINER_NOT_RESTARTED",
        what: `The container of ${service} could not be restarted.`,
        where: `${container} on ${env.DOCKER_HOST ?? "the default engine"}`,
        evidence: killed ? `no answer within ${withinMs / 1000} s` : stderr?.trim() || messageOf(error),
        cause: "The engine does not answer, or somebody else has removed the container.",
        next: `See \`docker inspect ${container}\` and \`stack.logs("${service}")\`.`,
      },
      { cause: error },
    );
  }
}
