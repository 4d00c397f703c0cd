import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult } from "../../checks/check.ts";
import { type NamedCheck, runCheck } from "../../checks/run-checks.ts";
import type { ServiceDefinition } from "../../stack/definition.ts";
import type { Session } from "./session.ts";
import { serviceNotReady } from "./start-errors.ts";
import { PROCESS_ALIVE, stagesOf, viewOf } from "./view.ts";

/** Longest time for one answer while starting, ms. */
export const ANSWER_TIMEOUT = 2_000;

/**
 * Repeats the checks of one service, layer by layer, until each has passed.
 *
 * @param timeoutMs for all of them together
 * @throws StackError `SERVICE_NOT_READY` with the last verdict; at once when the process is gone, or refuses for good
 */
export async function waitHealthy(
  session: Session,
  definition: ServiceDefinition,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const deadline = performance.now() + timeoutMs;
  const passed: CheckResult[] = [];
  for (const stage of stagesOf(session.stack, definition)) {
    passed.push(
      ...(await Promise.all(
        stage.map((named) => waitForPass(session, definition.name, named, deadline, signal)),
      )),
    );
  }
  return passed;
}

async function waitForPass(
  session: Session,
  name: string,
  named: NamedCheck,
  deadline: number,
  signal: AbortSignal,
): Promise<CheckResult> {
  const instance = viewOf(session.home, session.state);
  const service = instance.services[name];
  if (!service) throw new Error(`${name} has no endpoint.`);
  const target = { service, instance, timeoutMs: ANSWER_TIMEOUT, signal };
  for (;;) {
    session.reporter.waiting(name, named.check.proves);
    const result = await runCheck(named, target);
    if (result.outcome === "pass") {
      session.reporter.check(result);
      return result;
    }
    const process = await runCheck(PROCESS_ALIVE, target);
    const dead = process.outcome === "pass" ? undefined : process;
    if (dead || result.permanent || performance.now() > deadline) {
      session.reporter.check(dead ?? result);
      throw serviceNotReady(session.instance, dead ?? result, session.paths.logFile(name));
    }
    await delay(10, undefined, { signal });
  }
}
