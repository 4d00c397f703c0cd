import * as containers from "../../backend/docker/view.ts";
import * as processes from "../../backend/embedded/view.ts";
import type { CheckResult } from "../../checks/check.ts";
import { type CheckedService, runAllChecks } from "../../checks/run-checks.ts";
import { loadStack } from "../../stack/registry.ts";
import { type Finding, notApplicable, ok, problem, unknown } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { Sight } from "../sight/sight.ts";

/** What the stack itself can tell by asking: that it answers, that its chain grows. */
export function judgeChecks(results: readonly CheckResult[]): Finding[] {
  if (results.length === 0) return [notApplicable("No instance runs.", "nothing to ask")];
  return results.map(({ service, check, outcome, code, proves, evidence, next }) => {
    const what = `${service}: ${proves}.`;
    const look = next ?? `Look at \`npx @unicity-sphere/stackctl logs ${service}\`.`;
    if (outcome === "pass") return ok("CHECK", what, `${check}: ${evidence}`);
    if (outcome === "unknown")
      return unknown(code, `Not known whether ${what}`, `${check}: ${evidence}`, look);
    return problem(code, `It is not so that ${what}`, `${check}: ${evidence}`, look);
  });
}

export const checksProbe = defineProbe<CheckResult[]>({
  name: "checks",
  title: "Checks of the stack",
  async gather(sight) {
    const found = await (sight.needsEngine && !(await sight.engine()).reachable
      ? undefined
      : checkedOf(sight));
    if (!found || !Object.values(found.view.services).some(({ started }) => started)) return [];
    const harmless = found.checked.map(({ service, stages }) => ({
      service,
      stages: stages.map((stage) => stage.filter(({ check }) => !check.leavesTraces)),
    }));
    const limits = { timeoutMs: sight.limits.answer, signal: sight.signal };
    const results = await runAllChecks(harmless, found.view, limits);
    // Processes and containers have a probe of their own.
    return results.filter(({ layer }) => layer !== "process");
  },
  judge: judgeChecks,
});

type Checked = { checked: CheckedService[]; view: ReturnType<typeof processes.viewOf> };

async function checkedOf({ state, existing, home }: Sight): Promise<Checked | undefined> {
  if (!("state" in state) || !state.state) return undefined;
  if (state.state.backend === "embedded") {
    const view = processes.viewOf(home, state.state);
    return { view, checked: processes.checkedServices(await loadStack(state.state.stack), view) };
  }
  const observed = await existing();
  return observed && { view: containers.viewOf(observed), checked: containers.checkedServices(observed) };
}
