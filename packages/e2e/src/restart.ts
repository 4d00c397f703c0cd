import { setTimeout as delay } from "node:timers/promises";
import { inspectProcess } from "@unicity-sphere/stackctl/harness";
import type { RoundsMode, StackControl } from "./control.ts";
import { E2eError } from "./errors.ts";
import { restartContainer } from "./restart-container.ts";
import type { ServiceName } from "./services.ts";
import { runJson, type Stackctl } from "./stackctl.ts";

/** What of `status` is used here. */
interface Status {
  services: { name: string; pid: number | null; container?: string }[];
}

/** A service that was asked to end has ended by then, ms. */
const END_MS = 15_000;

/**
 * Stops one service as a host does, and brings it back on its port with its state. Resolves when its checks pass, and
 * where containers run those of the others too. Faults of other processes and the mode of rounds stay: what uses a service
 * that fails has only to listen. Its own faults end with it.
 *
 * @param control of processes
 * @throws E2eError `SERVICE_NOT_STARTED`, `SERVICE_STAYS`, `CONTAINER_NOT_RESTARTED`, and those of `up`
 */
export async function restartService(
  stackctl: Stackctl,
  service: ServiceName,
  control: StackControl | undefined,
): Promise<void> {
  const { services } = await runJson<Status>(stackctl, "status");
  const row = services.find(({ name }) => name === service);
  if (row?.container) {
    await restartContainer(service, row.container, stackctl.env);
    await runJson(stackctl, "up", "--detach");
  } else if (row?.pid) {
    const rounds = service === "aggregator" ? await modeOfRounds(control) : "automatic";
    await endProcess(service, row.pid);
    await runJson(stackctl, "up", "--detach", "--started-only");
    if (rounds === "manual") await control?.setRounds(rounds);
  } else throw notRunning(service);
}

/** A stack that somebody else has started may run without control. */
async function modeOfRounds(control: StackControl | undefined): Promise<RoundsMode> {
  try {
    return (await control?.getRounds()) ?? "automatic";
  } catch (error) {
    if ((error as { code?: unknown }).code === "CONTROL_UNREACHABLE") return "automatic";
    throw error;
  }
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
