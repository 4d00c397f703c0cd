import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult } from "../../checks/check.ts";
import { runCheck } from "../../checks/run-checks.ts";
import { EXIT, StackError } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import type { Operation } from "../backend.ts";
import type { ContainerFacts } from "./containers/facts.ts";
import { type Judgement, judgeContainer } from "./containers/judge.ts";
import type { Engine } from "./engine/engine.ts";
import { serviceFailed } from "./failures.ts";
import type { Monitor } from "./monitor.ts";
import type { PartPlan } from "./plan.ts";
import { checkedServices, findContainer, type Observed, viewOf } from "./view.ts";

/** Each look costs two commands of the client. */
const POLL_MS = 250;
/** Pause between two questions to services that are not healthy yet, and the longest time for an answer, ms. */
const REFUSAL_MS = 1_000;

/** One wait for containers. */
export interface GoodWait {
  operation: Operation;
  docker: Engine;
  monitor: Monitor;
  /** Containers as they were before this `up`. */
  before: ReadonlyMap<string, ContainerFacts>;
  /** Containers as this wait has found them: Compose may stop any of these to replace it. */
  found: ReadonlyMap<string, ContainerFacts>;
  /** Services that start now may take this long, ms. */
  limitMs: number;
  /** Services that ran before may take this long to become good again, ms. */
  keptLimitMs: number;
  signal: AbortSignal;
}

/** A service or job with its container and what it is worth. */
export interface Judged {
  name: string;
  container: ContainerFacts | undefined;
  judgement: Judgement;
  /** It runs since before this `up`. */
  kept: boolean;
}

/**
 * Waits until every job of a stack has completed and every service is healthy.
 *
 * @param composed told whether Compose has done its part: before that nothing is good yet
 * @throws StackError at once for the first that will not become good, or says so itself; `NOT_IN_TIME`
 */
export async function waitUntilGood(wait: GoodWait, part: PartPlan, composed: () => boolean): Promise<void> {
  const start = performance.now();
  const refusals = refusalsOf(wait, part);
  for (;;) {
    wait.signal.throwIfAborted();
    const ready = composed();
    const judged = judgeAll(wait, part, await wait.monitor.look());
    await refuseFailed(wait, judged);
    await refusals.look(judged);
    const open = judged.filter(({ judgement }) => judgement.state === "waiting");
    if (open.length === 0 && ready) return;
    for (const { name, judgement } of open) wait.operation.reporter.waiting(name, judgement.verdict.evidence);
    const limitMs = open.every(({ kept }) => kept) ? wait.keptLimitMs : wait.limitMs;
    if (ready && performance.now() - start > limitMs)
      throw notInTime(wait.operation.instance, part, open, limitMs);
    await delay(POLL_MS, undefined, { signal: wait.signal });
  }
}

/** Asks services that are not healthy yet whether they refuse for good: their health commands take a minute to say so. */
function refusalsOf(wait: GoodWait, part: PartPlan): { look(judged: readonly Judged[]): Promise<void> } {
  const { operation, docker, signal } = wait;
  let last = performance.now();
  return {
    async look(judged) {
      const sick = judged.filter(({ container, judgement }) => {
        return judgement.state === "waiting" && container?.status === "running";
      });
      if (sick.length === 0 || performance.now() - last < REFUSAL_MS) return;
      const containers = sick.flatMap(({ container }) => container ?? []);
      const results = await askTransport({ place: operation, parts: [part], containers }, signal);
      last = performance.now();
      const refused = results.find(({ permanent }) => permanent);
      if (!refused) return;
      operation.reporter.check(refused);
      const container = sick.find(({ name }) => name === refused.service)?.container;
      throw await serviceFailed(operation, docker, refused.service, refused, container);
    },
  };
}

/** The checks of endpoints that are published now, once. */
async function askTransport(observed: Observed, signal: AbortSignal): Promise<CheckResult[]> {
  const instance = viewOf(observed);
  const asked = checkedServices(observed).flatMap(({ service, stages }) => {
    const checks = stages.flat().filter(({ check, url }) => check.layer === "transport" && url !== undefined);
    return checks.map((named) => runCheck(named, { service, instance, timeoutMs: REFUSAL_MS, signal }));
  });
  return Promise.all(asked);
}

/** @throws StackError for the first service or job that will not become good */
export async function refuseFailed(
  { operation, docker }: GoodWait,
  judged: readonly Judged[],
): Promise<void> {
  const bad = judged.find(({ judgement }) => judgement.state === "failed");
  if (bad) throw await serviceFailed(operation, docker, bad.name, bad.judgement.verdict, bad.container);
}

/** Every service and job of a stack with its judgement. */
export function judgeAll(
  { before, found }: Pick<GoodWait, "before" | "found">,
  part: PartPlan,
  containers: readonly ContainerFacts[],
): Judged[] {
  return part.stack.services.map(({ name, kind }) => {
    const container = findContainer(containers, part, name);
    const baseline = (container && found.get(container.id)) ?? { startedAt: "", restarts: 0 };
    const earlier = container && before.get(container.id);
    return {
      name,
      container,
      judgement: judgeContainer(kind, container, baseline),
      kept: earlier !== undefined && earlier.startedAt === container?.startedAt,
    };
  });
}

function notInTime(instance: string, part: PartPlan, open: readonly Judged[], limitMs: number): StackError {
  return new StackError(
    {
      code: "NOT_IN_TIME",
      what: `The stack "${part.stack.name}" is not ready within ${limitMs / 1000} s.`,
      where: part.project,
      evidence: open.map(({ name, judgement }) => `${name}: ${judgement.verdict.evidence}`).join("\n"),
      next: `See \`${commandLine("logs", instance)}\`; on a slow machine repeat the command.`,
    },
    EXIT.degraded,
  );
}
