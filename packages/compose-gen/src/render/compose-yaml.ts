import type { StackPlan } from "../plan/stack.ts";
import { renderHeader } from "./header.ts";
import { toYaml } from "./yaml.ts";

/** The Compose file of a plan: header and YAML. Same plan, same bytes. */
export function renderCompose(plan: StackPlan): string {
  return `${renderHeader(plan)}\n${toYaml(plan.compose)}`;
}
