import { domainsOf } from "./names.ts";
import type { RehearsedName, Step } from "./rehearsal.ts";
import { plannedSteps } from "./steps.ts";

/** What the command will do; nothing is looked at and nothing changed. */
export interface RehearsalPlan {
  /** Leave it running at the end. */
  readonly keep: boolean;
  readonly domains: Readonly<Record<RehearsedName, string>>;
  readonly steps: readonly Step[];
}

export function planRehearsal(keep: boolean): RehearsalPlan {
  return { keep, domains: domainsOf(), steps: plannedSteps(keep) };
}
