import { messageOf } from "../errors.ts";
import type { InstanceView, ServiceView, StackDefinition } from "../stack/definition.ts";
import { type Check, type CheckResult, type CheckTarget, unknown, type Verdict } from "./check.ts";

/** A check with its name. */
export interface NamedCheck {
  name: string;
  check: Check;
  /** What it asks, where that is not the service's own URL. */
  url?: string;
}

/** Checks whose verdict a stack does not have: reported as unknown, never as green. */
function missingCheck(name: string): Check {
  return {
    layer: "protocol",
    proves: "nothing: the check does not exist",
    run: async () => unknown("CHECK_MISSING", `no check named ${name} is registered`),
  };
}

/** A service and its checks in stages; those of one stage do not depend on each other. */
export interface CheckedService {
  service: ServiceView;
  stages: NamedCheck[][];
}

/** A check of the stack by its name; one that nobody has registered is unknown whenever it runs. */
export function findCheck(stack: StackDefinition, name: string): Check {
  return stack.checks[name] ?? missingCheck(name);
}

/** Checks from the ground up: what runs, what answers, what it does. */
export function inStages(lowest: NamedCheck, named: readonly NamedCheck[]): NamedCheck[][] {
  return [
    [lowest],
    named.filter(({ check }) => check.layer === "process" || check.layer === "transport"),
    named.filter(({ check }) => check.layer === "protocol" || check.layer === "progress"),
  ];
}

/** Runs one check; a check that throws is unknown. */
export async function runCheck({ name, check, url }: NamedCheck, target: CheckTarget): Promise<CheckResult> {
  const start = performance.now();
  let verdict: Verdict;
  try {
    verdict = await check.run(
      url === undefined ? target : { ...target, service: { ...target.service, url } },
    );
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
  services: readonly CheckedService[],
  instance: InstanceView,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<CheckResult[]> {
  const perService = services.map(async ({ service, stages }) => {
    const results: CheckResult[] = [];
    for (const stage of stages) {
      const below = results.find(({ outcome }) => outcome !== "pass");
      results.push(
        ...(await Promise.all(
          stage.map((named) =>
            below?.outcome === "unreachable"
              ? skipped(named, service.name, below)
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
