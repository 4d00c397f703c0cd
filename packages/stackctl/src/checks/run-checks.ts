import { messageOf } from "../errors.ts";
import type { InstanceView, ServiceDefinition, StackDefinition } from "../stack/definition.ts";
import { type Check, type CheckResult, type CheckTarget, unknown, type Verdict } from "./check.ts";
import { processAlive } from "./process-alive.ts";

/** A check with its name. */
export interface NamedCheck {
  name: string;
  check: Check;
}

/** The lowest check of every service. */
export const PROCESS_ALIVE: NamedCheck = { name: "process.alive", check: processAlive };

/** Checks whose verdict a stack does not have: reported as unknown, never as green. */
function missingCheck(name: string): Check {
  return {
    layer: "protocol",
    proves: "nothing: the check does not exist",
    run: async () => unknown("CHECK_MISSING", `no check named ${name} is registered`),
  };
}

/** The checks of a service in stages; those of one stage do not depend on each other. */
export function stagesOf(stack: StackDefinition, service: ServiceDefinition): NamedCheck[][] {
  const named = service.checks.map((name) => ({ name, check: stack.checks[name] ?? missingCheck(name) }));
  return [
    [PROCESS_ALIVE],
    named.filter(({ check }) => check.layer === "process" || check.layer === "transport"),
    named.filter(({ check }) => check.layer === "protocol" || check.layer === "progress"),
  ];
}

/** Runs one check; a check that throws is unknown. */
export async function runCheck({ name, check }: NamedCheck, target: CheckTarget): Promise<CheckResult> {
  const start = performance.now();
  let verdict: Verdict;
  try {
    verdict = await check.run(target);
  } catch (error) {
    if (target.signal.aborted) throw error;
    verdict = unknown("CHECK_CRASHED", messageOf(error));
  }
  return {
    service: target.service.name,
    check: name,
    layer: check.layer,
    proves: check.proves,
    ...verdict,
    ms: Math.round((performance.now() - start) * 10) / 10,
  };
}

/** Runs all checks of all services once, services side by side, layers in order. */
export async function runAllChecks(
  stack: StackDefinition,
  instance: InstanceView,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<CheckResult[]> {
  const perService = stack.services.map(async (definition) => {
    const service = instance.services[definition.name];
    if (!service) return [];
    const results: CheckResult[] = [];
    for (const stage of stagesOf(stack, definition)) {
      const below = results.find(({ outcome }) => outcome !== "pass");
      results.push(
        ...(await Promise.all(
          stage.map((named) =>
            below?.outcome === "unreachable"
              ? skipped(named, definition.name, below)
              : runCheck(named, { service, instance, ...options }),
          ),
        )),
      );
    }
    return results;
  });
  return (await Promise.all(perService)).flat();
}

function skipped({ name, check }: NamedCheck, service: string, below: CheckResult): CheckResult {
  return {
    service,
    check: name,
    layer: check.layer,
    proves: check.proves,
    ...unknown("NOT_TRIED", `${below.check} did not pass`),
    ms: 0,
  };
}
