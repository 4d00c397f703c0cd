import type { Invocation } from "../../cli/command.ts";
import { printResult, toDocument } from "../../output/result.ts";
import type { Replaced } from "../../upgrade/replace.ts";
import type { PlannedUpgrade } from "../../upgrade/upgrade.ts";

/** Prints what an upgrade or rollback did, or would do. @param replaced undefined when nothing was done */
export function reportUpgrade(
  { terminal, mode, instance, flag }: Invocation,
  name: "upgrade" | "rollback",
  { plan, unfinished }: PlannedUpgrade,
  replaced: Replaced | undefined,
  text: string,
): void {
  const { services, files, running } = replaced?.plan ?? plan;
  const document = toDocument(name, {
    instance,
    dryRun: flag("dry-run"),
    /** It went on with, or undid, one that was interrupted. */
    unfinished,
    services,
    files,
    running,
    started: replaced?.started ?? [],
    backup: replaced?.backup ?? null,
  });
  printResult(terminal, mode, document, text);
}
