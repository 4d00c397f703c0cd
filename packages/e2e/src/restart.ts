import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { inspectProcess } from "@unicity-sphere/stackctl/harness";
import { E2eError } from "./errors.ts";
import { SERVICES, type ServiceName } from "./services.ts";
import { runJson, type Stackctl } from "./stackctl.ts";

/** What of `status` is used here. */
interface Status {
  services: { name: string; url: string | null; pid: number | null; container?: string }[];
}

/** A service that was asked to end has ended by then, ms. */
const END_MS = 15_000;

/**
 * Stops one service as a host does, and brings it back on its port with its state; resolves when all checks pass.
 *
 * @throws E2eError `SERVICE_NOT_STARTED`, `SERVICE_STAYS`, and those of `up`
 */
export async function restartService(stackctl: Stackctl, service: ServiceName): Promise<void> {
  const { services } = await runJson<Status>(stackctl, "status");
  const row = services.find(({ name }) => name === service);
  if (row?.container) await promisify(execFile)("docker", ["restart", row.container]);
  else if (row?.pid) await endProcess(service, row.pid);
  else throw notRunning(service);
  // Alone it keeps its port only by being told.
  const port = Number(new URL(row.url ?? "http://127.0.0.1").port);
  const alone = services.length === 1 && row.container === undefined;
  const base = alone ? ["--port-base", `${port - SERVICES.indexOf(service)}`] : [];
  await runJson(stackctl, "up", "--detach", ...base);
}

async function endProcess(service: ServiceName, pid: number): Promise<void> {
  process.kill(pid, "SIGTERM");
  const deadline = performance.now() + END_MS;
  while (inspectProcess(pid)) {
    if (performance.now() > deadline)
      throw new E2eError({
        code: "SERVICE_STAYS",
        what: `${service} did not end within ${END_MS / 1000} s of SIGTERM.`,
        evidence: `pid ${pid}`,
        next: `See \`stack.logs("${service}")\`.`,
      });
    await delay(10);
  }
}

function notRunning(service: ServiceName): E2eError {
  return new E2eError({
    code: "SERVICE_NOT_STARTED",
    what: `${service} does not run, so it cannot be restarted.`,
    next: "Start the stack with it.",
  });
}
