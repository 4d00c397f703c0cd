import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult } from "../../checks/check.ts";
import { type CheckedService, runCheck } from "../../checks/run-checks.ts";
import type { InstanceView } from "../../stack/definition.ts";
import type { Operation } from "../backend.ts";
import type { Engine } from "./engine/engine.ts";
import { serviceFailed } from "./failures.ts";
import { checkedServices, containerOf, type Observed, viewOf } from "./view.ts";

/** Longest time for one answer while starting, ms. */
const ANSWER_MS = 2_000;
const POLL_MS = 100;

/**
 * Repeats the checks of every service, layer by layer, until each has passed, or one says that it will not pass by itself.
 *
 * @param limitMs for all of them together
 * @throws StackError `SERVICE_NOT_READY` with the last verdict
 */
export async function waitForChecks(
  operation: Operation,
  docker: Engine,
  observed: Observed,
  limitMs: number,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const deadline = performance.now() + limitMs;
  const instance = viewOf(observed);
  const wait = { operation, docker, observed, instance, deadline, signal: either };
  const all = checkedServices(observed);
  operation.reporter.services?.(all.map(({ service }) => service.name));
  try {
    return (await Promise.all(all.map((checked) => waitForService(wait, checked)))).flat();
  } catch (error) {
    failure.abort(error);
    throw error;
  }
}

interface ChecksWait {
  operation: Operation;
  docker: Engine;
  observed: Observed;
  instance: InstanceView;
  deadline: number;
  signal: AbortSignal;
}

async function waitForService(wait: ChecksWait, { service, stages }: CheckedService): Promise<CheckResult[]> {
  const { operation, instance, deadline, signal } = wait;
  const target = { service, instance, timeoutMs: ANSWER_MS, signal };
  const passed: CheckResult[] = [];
  for (const stage of stages) {
    const results = stage.map(async (named) => {
      for (;;) {
        operation.reporter.waiting(service.name, named.check.proves);
        const result = await runCheck(named, target);
        const over = result.permanent || performance.now() > deadline;
        if (result.outcome === "pass" || over) operation.reporter.check(result);
        if (result.outcome === "pass") return result;
        if (over) throw await failed(wait, result);
        await delay(POLL_MS, undefined, { signal });
      }
    });
    passed.push(...(await Promise.all(results)));
  }
  return passed;
}

function failed({ operation, docker, observed }: ChecksWait, result: CheckResult) {
  const part = observed.parts.find(({ stack }) => stack.services.some(({ name }) => name === result.service));
  const container = part && containerOf(observed, part, result.service);
  return serviceFailed(operation, docker, result.service, result, container);
}
