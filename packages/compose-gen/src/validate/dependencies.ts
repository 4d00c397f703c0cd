import type { Condition, Dependency } from "../model/service.ts";

/** The condition of a dependency in its short or long form. */
export function conditionOf(dependency: Dependency): Condition {
  return typeof dependency === "string" ? dependency : dependency.condition;
}
