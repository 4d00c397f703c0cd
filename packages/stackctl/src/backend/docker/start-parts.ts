import { StackError } from "../../errors.ts";
import type { Operation } from "../backend.ts";
import { composeUp, PortCollision } from "./compose-up.ts";
import { type ContainerFacts, listContainers } from "./containers/facts.ts";
import { judgeContainer } from "./containers/judge.ts";
import type { Engine } from "./engine/engine.ts";
import { composeFolder } from "./files/rendered.ts";
import { createMonitor } from "./monitor.ts";
import { uses } from "./parts/choose-parts.ts";
import type { ContainerPlan, PartPlan } from "./plan.ts";
import { findContainer } from "./view.ts";
import { type GoodWait, judgeAll, refuseFailed, waitUntilGood } from "./wait-good.ts";

/** Time for all containers of one stack to become good, ms. */
const GOOD_MS = 240_000;
/** Time for a service that ran before to become good again, ms. */
const KEPT_MS = 45_000;

/** What starting needs. */
export interface StartContext {
  operation: Operation;
  docker: Engine;
  plan: ContainerPlan;
  ports: Readonly<Record<string, number>>;
  /** Containers that there were before this `up`. */
  before: readonly ContainerFacts[];
  /** Containers that there are now: an earlier attempt with other ports may have made some. */
  found: readonly ContainerFacts[];
  signal: AbortSignal;
}

/**
 * Brings up all stacks side by side; one that consumes what another provides starts when that one is good. The first
 * failure ends all waiting.
 *
 * @throws StackError that names the service or job; PortCollision
 */
export async function bringUpParts(context: StartContext): Promise<void> {
  const { operation, docker, plan, before, found } = context;
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const wait: GoodWait = {
    operation,
    docker,
    monitor: createMonitor(docker, composeFolder(operation.paths)),
    before: byId(before),
    found: byId(found),
    limitMs: GOOD_MS,
    keptLimitMs: KEPT_MS,
    signal,
  };
  const runs = new Map<string, Promise<void>>();
  for (const part of plan.parts) {
    const providers = plan.parts.filter((other) => other !== part && uses(part.stack, other.stack));
    const ready = Promise.all(providers.map(({ stack }) => runs.get(stack.name)));
    const run = ready.then(() => bringUpPart(context, part, wait));
    run.catch((error) => failure.abort(error));
    runs.set(part.stack.name, run);
  }
  await Promise.allSettled(runs.values());
  context.signal.throwIfAborted();
  if (failure.signal.aborted) throw failure.signal.reason;
}

const byId = (containers: readonly ContainerFacts[]) =>
  new Map(containers.map((container) => [container.id, container]));

/** Compose starts the containers while they are watched: a job that fails is named before Compose gives up. */
async function bringUpPart(context: StartContext, part: PartPlan, wait: GoodWait): Promise<void> {
  const { operation, docker, plan, ports } = context;
  const own = new AbortController();
  const signal = AbortSignal.any([wait.signal, own.signal]);
  operation.reporter.waiting(part.stack.name, "for Compose to create it");
  let composed = false;
  const compose = composeUp({ place: operation, docker, plan, ports }, part, signal).then(
    () => {
      composed = true;
    },
    async (error) => {
      // Compose says only that a dependency failed; the container says why.
      if (error instanceof StackError && !(error instanceof PortCollision)) {
        const judged = judgeAll(wait, part, await listContainers(docker, composeFolder(operation.paths)));
        await refuseFailed(wait, judged);
      }
      throw error;
    },
  );
  const good = waitUntilGood({ ...wait, signal }, part, () => composed);
  try {
    await Promise.all([compose, good]);
  } catch (error) {
    own.abort(error);
    await Promise.allSettled([compose, good]);
    throw error;
  }
}

/** Whether every service and job is good without anything being done. */
export function standsStill(parts: readonly PartPlan[], containers: readonly ContainerFacts[]): boolean {
  return parts.every((part) =>
    part.stack.services.every(({ name, kind }) => {
      return judgeContainer(kind, findContainer(containers, part, name)).state === "good";
    }),
  );
}
