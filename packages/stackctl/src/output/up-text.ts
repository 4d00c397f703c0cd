import type { ServiceRow, UpPlan } from "../backend/backend.ts";
import { DEFAULT_INSTANCE } from "../instance/names.ts";
import type { Style } from "./style.ts";
import { formatTable } from "./table.ts";

/** The table of endpoints at the end of `up`. */
export function formatEndpoints(
  services: readonly (ServiceRow & { started: boolean })[],
  style: Style,
): string {
  return formatTable([
    ["service", "endpoint", services.some(({ container }) => container) ? "container" : "pid", ""].map(
      style.faint,
    ),
    ...services.map(({ name, url, pid, container, image, started }) => [
      name,
      style.strong(url ?? "-"),
      container ?? String(pid ?? "-"),
      style.faint(
        [started ? "" : "kept", image && !image.pinned ? `unpinned ${image.reference}` : ""].join(" ").trim(),
      ),
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
  const port = (value: number | null) =>
    value === null ? "no port" : value === 0 ? "a free port" : `port ${value}`;
  const rows = plan.services.map(({ name, action, port: value }) => [name, action, port(value)]);
  const options = Object.entries(plan.options).map(([name, value]) => `  --${name} ${value}\n`);
  const files = (plan.projects ?? []).map(
    ({ stack, project, file }) => `  ${stack}: project ${project}, ${file}\n`,
  );
  return `"${plan.instance}" in ${plan.root}${plan.fresh ? " (new)" : ""}:\n${formatTable(rows)}${options.join("")}${files.join("")}`;
}
