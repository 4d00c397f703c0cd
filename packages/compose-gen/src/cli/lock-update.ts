import { ComposeGenError } from "../errors.ts";
import { askTags } from "../lock/ask-registries.ts";
import { groupErrors } from "../lock/group-errors.ts";
import { lockText } from "../lock/lock-text.ts";
import { type LockPlan, type PlannedEntry, planLock } from "../lock/plan-lock.ts";
import { readIfPresent } from "../output/files.ts";
import { writeAll } from "../output/write.ts";
import { completeCommands } from "./complete-commands.ts";
import { type CliContext, exitCodes } from "./context.ts";
import type { LockRequest } from "./lock.ts";
import { refuseUpdate } from "./lock-refusal.ts";
import { registryOptions } from "./lock-registries.ts";
import type { LockSource } from "./lock-source.ts";

/** `compose-gen lock --update`: asks, plans, and writes the file only when something changed. */
export async function updateLock(context: CliContext, request: LockRequest): Promise<number> {
  const { source, keys, all, dryRun, json } = request;
  refuseUpdate(source);
  const lock = source.lock();
  // A digest moves to what its tag is now only for those who name the image; see `planLock` for a tag that should not move.
  const answers = await askTags(source.images, keys, lock, registryOptions(context, request), { move: !all });
  const plan = planLock(source.images, lock, answers, all);
  const write = plan.changed && !dryRun;
  if (write) {
    refuseRace(source);
    writeAll([{ path: source.path, shown: source.shown, content: lockText(plan.lock) }]);
  }
  if (json) {
    const { changed, images } = plan;
    const summary = { version: 1, file: source.shown, changed, written: write, images, lock: plan.lock };
    context.out(`${JSON.stringify(summary, null, 2)}\n`);
  } else report(context, plan, source, dryRun);
  const outcomes = new Set(plan.images.map(({ outcome }) => outcome));
  if (outcomes.has("unreachable")) return exitCodes.unreachable;
  return outcomes.has("refused") ? exitCodes.failed : exitCodes.ok;
}

/** What somebody else wrote while the registries were asked is not overwritten. */
function refuseRace({ path, shown, text }: LockSource): void {
  if (readIfPresent(path) === text) return;
  throw new ComposeGenError({
    code: "LOCK_CHANGED",
    what: "The lock file changed while the registries were asked; it is left as it is now.",
    where: shown,
    next: "Run the command again.",
  });
}

function report(context: CliContext, plan: LockPlan, source: LockSource, dryRun: boolean): void {
  const failures = plan.images.flatMap(({ key, error }) => (error ? [{ key, error }] : []));
  for (const entry of plan.images.filter(({ error }) => !error))
    context.out(`${entry.outcome.padEnd(9)} ${entry.key.padEnd(22)} ${entry.reference}  ${change(entry)}\n`);
  for (const error of groupErrors(failures))
    context.err(`${completeCommands(context, new ComposeGenError(error).message)}\n`);
  if (!plan.changed) context.out(`${source.shown} stays as it is\n`);
  else context.out(`${dryRun ? "would write" : "wrote"} ${source.shown}\n`);
  if (failures.length > 0)
    context.err(
      `Not updated: ${failures.map(({ key }) => key).join(", ")}; their entries are as they were.\n`,
    );
}

function change({ outcome, before, after, childOf, platforms = [] }: PlannedEntry): string {
  if (outcome === "removed") return `${before ?? "no digest"}, no longer in images.json`;
  const now = `${after} (${platforms.join(", ")})`;
  if (outcome === "was-child") return `${now}, was the manifest of ${childOf} alone: ${before}`;
  return outcome === "moved" ? `${now}, was ${before}` : now;
}
