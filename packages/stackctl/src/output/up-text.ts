import type { UpPlan } from "../backend/embedded/plan-up.ts";
import { DEFAULT_INSTANCE } from "../instance/names.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";

/** The table of endpoints at the end of `up`. */
export function formatEndpoints(
  services: readonly { name: string; url: string | null; pid: number | null; started: boolean }[],
  style: Style,
): string {
  return formatTable([
    ["service", "endpoint", "pid", ""].map(style.faint),
    ...services.map(({ name, url, pid, started }) => [
      name,
      style.strong(url ?? "-"),
      String(pid ?? "-"),
      style.faint(started ? "" : "kept"),
    ]),
  ]);
}

/** Commands worth trying next; `--instance` is added where it is needed. */
export function nextSteps(commands: readonly string[], instance: string): string {
  const suffix = instance === DEFAULT_INSTANCE ? "" : ` --instance ${instance}`;
  return commands.map((command) => `  ${command}${suffix}\n`).join("");
}

/** A plan for people. */
export function formatPlan(plan: UpPlan): string {
  const port = (value: number) => (value === 0 ? "a free port" : `port ${value}`);
  const rows = plan.services.map(({ name, action, port: value }) => [name, action, port(value)]);
  const options = Object.entries(plan.options).map(([name, value]) => `  --${name} ${value}\n`);
  return `"${plan.instance}" in ${plan.root}${plan.fresh ? " (new)" : ""}:\n${formatTable(rows)}${options.join("")}`;
}
