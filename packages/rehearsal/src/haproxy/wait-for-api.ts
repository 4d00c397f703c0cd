import { setTimeout as sleep } from "node:timers/promises";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { API_PORT } from "./create-arguments.ts";
import type { Docker } from "./docker.ts";

/** A busy machine takes half a minute for what takes a second else. */
const READY_MS = 120_000;
const POLL_MS = 100;
const HEALTH = `http://localhost:${API_PORT}/v1/health`;

/**
 * Waits until the API in the container says that HAProxy runs.
 * @throws ComposeGenError `HAPROXY_NOT_STARTED` with the last lines of the container
 */
export async function waitForApi(docker: Docker, container: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await becomesHealthy(docker, container))) {
    const { stdout } = await docker.result("inspect", "--format", "{{.State.Running}}", container);
    if (stdout.trim() !== "true" || Date.now() > deadline) throw await notStarted(docker, container);
    await sleep(POLL_MS);
  }
}

/** Waits until nothing answers any more. */
export async function waitForNoApi(docker: Docker, container: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (await isHealthy(docker, container)) {
    if (Date.now() > deadline) throw await notStarted(docker, container);
    await sleep(POLL_MS);
  }
}

/** Looks for some seconds inside the container: commands of the client would slow down the start that they wait for. */
async function becomesHealthy(docker: Docker, container: string): Promise<boolean> {
  const look = `until curl -sf --max-time 5 ${HEALTH}; do sleep 0.1; done`;
  const { exitCode } = await docker.result("exec", container, "timeout", "5", "sh", "-c", look);
  return exitCode === 0;
}

async function isHealthy(docker: Docker, container: string): Promise<boolean> {
  const { exitCode } = await docker.result("exec", container, "curl", "-sf", "--max-time", "5", HEALTH);
  return exitCode === 0;
}

async function notStarted(docker: Docker, container: string): Promise<ComposeGenError> {
  const { stdout, stderr } = await docker.result("logs", "--tail", "15", container);
  return new ComposeGenError({
    code: "HAPROXY_NOT_STARTED",
    what: `HAProxy or its API did not get into the wanted state within ${READY_MS / 1000} s.`,
    where: `container ${container}`,
    evidence: `${stdout}\n${stderr}`.trim(),
  });
}
