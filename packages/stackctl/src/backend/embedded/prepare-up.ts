import { makeFolder } from "../../instance/atomic-file.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import type { OperationLock } from "../../instance/lock.ts";
import { type EmbeddedState, newInstanceState, writeInstanceState } from "../../instance/state.ts";
import { finishWipe } from "../../instance/wipe.ts";
import { type ProcessState, processState } from "../../process/identity.ts";
import { assertPortsFree, LOOPBACK } from "../../process/ports.ts";
import { stopProcess } from "../../process/stop.ts";
import { refuseUnfinished } from "../../snapshot/unfinished.ts";
import type { StackDefinition } from "../../stack/definition.ts";
import type { Operation, UpRequest } from "../backend.ts";
import { findOrphans } from "./orphans.ts";
import { type EmbeddedPlan, planUp } from "./plan-up.ts";
import { readEmbeddedState } from "./state.ts";

/** The plan for an instance as it is now. Changes nothing. @throws StackError, UsageError */
export function inspectPlan(
  paths: InstancePaths,
  stack: StackDefinition,
  request: UpRequest,
): { plan: EmbeddedPlan; state: EmbeddedState | undefined } {
  const state = readEmbeddedState(paths);
  return { plan: planUp(stack, request, state, processStates(state)), state };
}

export interface PrepareContext extends Operation {
  request: UpRequest;
  lock: OperationLock;
}

/**
 * Makes the instance ready to be started: finishes an interrupted wipe, ends processes that a killed command left
 * behind, checks the ports and writes the first state.
 *
 * @throws StackError `PORT_TAKEN`, `STATE_CORRUPT`, `STATE_UNWRITABLE` …; nothing was started then
 */
export async function prepareUp(
  context: PrepareContext,
): Promise<{ plan: EmbeddedPlan; state: EmbeddedState }> {
  const { paths, stack, request, reporter } = context;
  if (finishWipe(paths, stack.stateEntries)) reporter.step("An interrupted wipe was finished first.");
  refuseUnfinished(paths, request.instance);
  if (context.lock.recovered) await endLeftovers(context);
  const { plan, state: known } = inspectPlan(paths, stack, request);
  const starting = plan.services.filter(({ action }) => action === "start");
  await assertPortsFree(LOOPBACK, Object.fromEntries(starting.map(({ name, port }) => [name, port])));
  const { instance } = request;
  const state =
    known ?? newInstanceState({ instance, stack: stack.name, portBase: plan.portBase, now: new Date() });
  state.portBase = plan.portBase;
  if (plan.control) state.control = true;
  makeFolder(paths.logs, 0o700);
  writeInstanceState(paths, state, false);
  return { plan, state };
}

/** Processes that the state does not know, or of which it does not know yet where they listen. */
async function endLeftovers({ paths, stack, interrupts }: PrepareContext): Promise<void> {
  const services = Object.entries(readEmbeddedState(paths)?.services ?? {});
  const complete = services.flatMap(([, { process, url }]) => (process && url ? [process.pid] : []));
  for (const { identity } of findOrphans(
    paths,
    stack.services.map(({ name }) => name),
  )) {
    if (!complete.includes(identity.pid)) await stopProcess(identity, { force: interrupts.force });
  }
}

function processStates(state: EmbeddedState | undefined): Record<string, ProcessState> {
  return Object.fromEntries(
    Object.entries(state?.services ?? {}).map(([name, { process }]) => [
      name,
      process ? processState(process) : "gone",
    ]),
  );
}
