import { asFlag, asText } from "./coerce.ts";
import type { LintService } from "./document.ts";

/** True for a size of memory that is a limit: to the engine and the kernel 0, in any unit, and less mean none. */
export function sizesMemory(value: unknown): boolean {
  const text = asText(value)?.trim() ?? "";
  return text !== "" && !/^-|^\+?[0.]+\s*[A-Za-z%]*$/.test(text);
}

/** True for a number of processes that is a limit: 0 and less mean none. */
export function limitsProcesses(value: unknown): boolean {
  const text = asText(value)?.trim() ?? "";
  return text !== "" && !(Number(text) <= 0);
}

/** Keys with which a container keeps itself out of the limits: its own ones, or what the kernel does when memory ends. */
export function limitsLeft(service: Record<string, unknown>): LintService["leavesLimits"] {
  const number = (key: string) => Number(asText(service[key]) ?? Number.NaN);
  const found: [string, boolean, string][] = [
    ["oom_kill_disable", asFlag(service.oom_kill_disable), "cannot be ended when memory runs out"],
    ["oom_score_adj", number("oom_score_adj") <= -1000, "cannot be ended when memory runs out"],
    ["memswap_limit", number("memswap_limit") < 0, "may use all swap of the host"],
    ["cgroup_parent", asText(service.cgroup_parent) !== undefined, "is counted in another control group"],
    ["cpu_rt_runtime", service.cpu_rt_runtime !== undefined, "may keep a processor for itself"],
  ];
  return found.filter(([, holds]) => holds).map(([key, , message]) => ({ key, message }));
}
