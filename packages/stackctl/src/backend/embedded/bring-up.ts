import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult } from "../../checks/check.ts";
import { runAllChecks } from "../../checks/run-checks.ts";
import { Interrupted } from "../../errors.ts";
import { writeInstanceState } from "../../instance/state.ts";
import type { ServiceDefinition } from "../../stack/definition.ts";
import type { UpRequest } from "../backend.ts";
import type { EmbeddedPlan } from "./plan-up.ts";
import type { Session } from "./session.ts";
import { startService } from "./start-service.ts";
import { stopServices } from "./take-down.ts";
import { checkedServices, viewOf } from "./view.ts";
import { ANSWER_TIMEOUT, waitHealthy } from "./wait-healthy.ts";

/** Time for all checks of a service that was just started, ms. */
const START_TIMEOUT = 30_000;
/** Time for all checks of a service that ran before, ms. */
const KEPT_TIMEOUT = 5_000;

/**
 * Starts what the plan says, side by side, and waits until every check of every service has passed, or of those that it
 * starts when only these are asked for. When something fails or the reader interrupts, everything started here is stopped again.
 *
 * @throws StackError from the first service that failed; Interrupted
 */
export async function bringUp(
  session: Session,
  plan: EmbeddedPlan,
  { startedOnly = undefined }: Pick<UpRequest, "startedOnly"> = {},
): Promise<CheckResult[]> {
  session.reporter.services?.(plan.services.map(({ name }) => name));
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, session.interrupts.signal]);
  const listening = new Map<string, PromiseWithResolvers<void>>(
    plan.services.map(({ name }) => [name, silentPromise()]),
  );
  const runs = session.stack.services.map(async (definition) => {
    if (!listening.has(definition.name)) return [];
    try {
      const run = await startOne(session, plan, definition, listening, signal);
      if (startedOnly && !(run.started && (await othersPass(session, definition, signal)))) return [];
      return await waitHealthy(session, definition, run.started ? START_TIMEOUT : KEPT_TIMEOUT, signal);
    } catch (error) {
      listening.get(definition.name)?.reject(error);
      if (!failure.signal.aborted) failure.abort(error);
      throw error;
    }
  });
  const settled = await Promise.allSettled(runs);
  if (!signal.aborted) {
    writeInstanceState(session.paths, session.state);
    return settled.flatMap((run) => (run.status === "fulfilled" ? run.value : []));
  }
  await undo(session, plan);
  if (session.interrupts.signal.aborted) throw new Interrupted(session.interrupts.signal.reason);
  throw failure.signal.reason;
}

/** Resolves when the service listens. */
async function startOne(
  session: Session,
  plan: EmbeddedPlan,
  definition: ServiceDefinition,
  listening: Map<string, PromiseWithResolvers<void>>,
  signal: AbortSignal,
): Promise<{ started: boolean }> {
  const planned = plan.services.find(({ name }) => name === definition.name);
  const started = planned?.action === "start";
  if (started) {
    const others = Promise.allSettled(definition.uses.map((other) => listening.get(other)?.promise));
    await startService(session, definition, planned.port, signal, others);
  }
  listening.get(definition.name)?.resolve();
  return { started };
}

/** Whether those that a service uses pass their checks; it cannot do so itself before they do. */
async function othersPass(
  session: Session,
  { uses }: ServiceDefinition,
  signal: AbortSignal,
): Promise<boolean> {
  const view = viewOf(session.home, session.state);
  const others = checkedServices(session.stack, view).filter(({ service }) => uses.includes(service.name));
  const deadline = performance.now() + KEPT_TIMEOUT;
  for (;;) {
    const results = await runAllChecks(others, view, { timeoutMs: ANSWER_TIMEOUT, signal });
    if (results.every(({ outcome }) => outcome === "pass")) return true;
    if (performance.now() > deadline) return false;
    await delay(100, undefined, { signal });
  }
}

/** Stops what this run has started; what ran before stays. */
async function undo(session: Session, plan: EmbeddedPlan): Promise<void> {
  session.reporter.end();
  const started = plan.services.filter(({ action }) => action === "start").map(({ name }) => name);
  await stopServices(session, started);
}

/** A promise whose rejection nobody has to handle. */
function silentPromise(): PromiseWithResolvers<void> {
  const resolvers = Promise.withResolvers<void>();
  resolvers.promise.catch(() => {});
  return resolvers;
}
