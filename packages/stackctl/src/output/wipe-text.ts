import type { StackError } from "../errors.ts";
import type { WipeItem, WipePlan } from "../instance/wipe.ts";
import { formatBytes } from "./bytes.ts";
import { formatTable } from "./table.ts";

/** What a wipe is going to do, in three lists. */
export function formatWipePlan(facts: {
  instance: string;
  plan: WipePlan;
  running: readonly string[];
  /** Why it would be refused now. */
  refusal?: StackError | undefined;
  damaged: boolean;
  /** Other instances, which stay as they are. */
  others: readonly string[];
}): string {
  const { plan, running, refusal, damaged, others } = facts;
  return [
    `Wipe of "${facts.instance}"\n`,
    damaged ? "\nIts state file is damaged; processes are looked up by their data folder.\n" : "",
    running.length > 0 ? `\nStopped first: ${running.join(", ")}\n` : "",
    section("Deleted", plan.deleted),
    section("Kept", plan.kept),
    section("Outside, not touched", plan.outside),
    others.length > 0 ? `\nOther instances, not touched: ${others.join(", ")}\n` : "",
    refusal
      ? `\nIt would be refused now, ${refusal.code}: ${refusal.parts.what} ${refusal.parts.next ?? ""}\n`
      : "",
  ].join("");
}

function section(title: string, items: readonly WipeItem[]): string {
  if (items.length === 0) return `\n${title}: nothing\n`;
  return `\n${title}:\n${formatTable(items.map(({ path, what, bytes }) => [path, what, formatBytes(bytes)]))}`;
}
