import type { ImageRow, ServiceRow, UpPlan } from "../backend/backend.ts";
import { DEFAULT_INSTANCE } from "../instance/names.ts";
import type { StackDefinition } from "../stack/definition.ts";
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
      style.faint([started ? "" : "kept", formatUnpinned(image)].join(" ").trim()),
    ]),
  ]);
}

/** Says of an image that no digest fixes what it is, and of one that was given instead of the definition's; else empty. */
export function formatUnpinned(image: ImageRow | undefined): string {
  if (!image || image.pinned) return "";
  return `${image.replaced ? "replaced, " : ""}unpinned ${image.reference}`;
}

/** Commands worth trying next; `--instance` is added where it is needed. @param up names of the services that are up */
export function nextSteps(
  { nextSteps }: Pick<StackDefinition, "nextSteps">,
  up: readonly string[],
  instance: string,
): string {
  const suffix = instance === DEFAULT_INSTANCE ? "" : ` --instance ${instance}`;
  return nextSteps
    .filter(({ needs }) => needs === undefined || up.includes(needs))
    .map(({ command }) => `  ${command}${suffix}\n`)
    .join("");
}

/** A plan for people. */
export function formatPlan(plan: UpPlan): string {
  const port = (value: number | null) =>
    value === null ? "no port" : value === 0 ? "a free port" : `port ${value}`;
  const rows = plan.services.map(({ name, action, port: value }) => [name, action, port(value)]);
  const options = Object.entries(plan.options).map(([name, value]) => `  --${name} ${value}\n`);
  if (plan.control) options.push("  --control\n");
  const files = (plan.projects ?? []).map(
    ({ stack, project, file }) => `  ${stack}: project ${project}, ${file}\n`,
  );
  return `"${plan.instance}" in ${plan.root}${plan.fresh ? " (new)" : ""}:\n${formatTable(rows)}${options.join("")}${files.join("")}`;
}
