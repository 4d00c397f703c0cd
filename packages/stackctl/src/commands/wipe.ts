import { existsSync } from "node:fs";
import type { Place, PlannedWipe, WipeScope } from "../backend/backend.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { instancePaths, listInstances } from "../instance/folders.ts";
import { commandLine, unknownInstance } from "../instance/view.ts";
import { removeIfEmpty } from "../instance/wipe.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatWipePlan } from "../output/wipe-text.ts";
import { openAnyway, operationOn } from "./place.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl wipe` */
export const wipe: Command = {
  description:
    "Deletes the environment of the instance: chain, keys, relay events and faucet wallet are valid only together. Shows\n" +
    "what goes and what stays, and asks. Processes that run are stopped first; containers have to be taken down before.",
  options: {
    yes: { type: "boolean", short: "y", summary: "do not ask" },
    secrets: { type: "boolean", summary: "also the faucet's mnemonic: the faucet becomes another one" },
    certs: { type: "boolean", summary: "also certificates, where the stack keeps any" },
    only: { type: "string", value: "STACK", summary: "one stack of containers alone" },
    "dry-run": { type: "boolean", summary: "show the plan and change nothing" },
  },
  examples: ["stackctl wipe", "stackctl wipe --yes --instance two"],
  run: runWipe,
};

async function runWipe(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode } = invocation;
  if (!existsSync(instancePaths(home, instance).root)) throw unknownInstance(home, instance);
  const { place, backend, damaged } = await openAnyway(invocation);
  const shown = await backend.planWipe(place, scopeOf(invocation));
  const { refusal } = shown;
  const others = listInstances(home).filter((name) => name !== instance);
  const text = formatWipePlan({ instance, ...shown, refusal, damaged, others });
  const dryRun = invocation.flag("dry-run");
  if (refusal && !dryRun) throw refusal;
  if (!dryRun && mode === "text") terminal.out(text);
  if (!dryRun) await confirm(invocation);
  const { plan, running } = dryRun ? shown : await executeAsShown(invocation, place, shown);
  const document = toDocument("wipe", {
    ...{ instance, dryRun, stopped: running, ...plan },
    ...(refusal && { refused: refusal.code }),
  });
  printResult(terminal, mode, document, dryRun ? text : "\nWiped.\n");
  return EXIT.ok;
}

const scopeOf = ({ flag, text }: Invocation): WipeScope => ({
  secrets: flag("secrets"),
  certs: flag("certs"),
  only: text("only"),
});

/** Decides once more as the only command at work: other commands may have changed the instance meanwhile. */
async function executeAsShown(
  invocation: Invocation,
  place: Place,
  shown: PlannedWipe,
): Promise<PlannedWipe> {
  const { home, instance } = invocation;
  const { reporter } = operationOn(place, invocation);
  const { signal } = invocation.interrupts;
  const request = { home, instance, verb: "wipe", signal, reporter, evenWhenFull: true };
  const done = await withInstance(request, async () => {
    const { place, backend } = await openAnyway(invocation);
    const now = await backend.planWipe(place, scopeOf(invocation));
    if (now.refusal) throw now.refusal;
    refuseMore(instance, shown, now);
    await backend.wipe({ ...place, reporter }, now.plan);
    return now;
  });
  removeIfEmpty(place.paths);
  return done;
}

/** What is gone meanwhile does not matter; what has come was not agreed to. */
function refuseMore(instance: string, shown: PlannedWipe, now: PlannedWipe): void {
  const known = new Set(shown.plan.deleted.map(({ path }) => path));
  const more = [
    ...now.running.filter((name) => !shown.running.includes(name)).map((name) => `${name} runs`),
    ...now.plan.deleted.flatMap(({ path }) => (known.has(path) ? [] : [path])),
  ];
  if (more.length === 0) return;
  throw new StackError({
    code: "PLAN_CHANGED",
    what: `The instance "${instance}" has changed since the plan of this wipe; nothing was deleted.`,
    evidence: `not in the plan: ${more.join(", ")}`,
    cause: "Another command was at work on it.",
    next: `Look again: \`${commandLine("wipe --dry-run", instance)}\`.`,
  });
}

async function confirm({ flag, terminal, interrupts, mode }: Invocation): Promise<void> {
  if (flag("yes")) return;
  if (!terminal.ask || mode !== "text") {
    throw new StackError({
      code: "NOT_CONFIRMED",
      what: "Nothing was deleted: there is nobody to ask.",
      cause: "The input is not a terminal, or --json was given.",
      next: "Repeat it with --yes; --dry-run shows what would go.",
    });
  }
  if (await terminal.ask("\nDelete it?", interrupts.signal)) return;
  throw new StackError({ code: "NOT_CONFIRMED", what: "Nothing was deleted." });
}
