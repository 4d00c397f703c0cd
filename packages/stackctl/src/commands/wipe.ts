import { existsSync, rmSync } from "node:fs";
import { takeDown } from "../backend/embedded/take-down.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { instancePaths, listInstances } from "../instance/folders.ts";
import { type InstanceState, newInstanceState, readInstanceState } from "../instance/state.ts";
import { unknownInstance } from "../instance/view.ts";
import { planWipe, type WipePlan, wipeFiles } from "../instance/wipe.ts";
import { createReporter } from "../output/reporter.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatWipePlan } from "../output/wipe-text.ts";
import { processState } from "../process/identity.ts";
import type { StackDefinition } from "../stack/definition.ts";
import { DEFAULT_STACK, loadStack } from "../stack/registry.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl wipe` */
export const wipe: Command = {
  description:
    "Deletes the environment of the instance: chain, keys, relay events and faucet wallet are valid only together. Shows\n" +
    "what goes and what stays, and asks. Services that run are stopped first.",
  options: {
    yes: { type: "boolean", short: "y", summary: "do not ask" },
    secrets: { type: "boolean", summary: "also the faucet's mnemonic: the faucet becomes another one" },
    "dry-run": { type: "boolean", summary: "show the plan and change nothing" },
  },
  examples: ["stackctl wipe", "stackctl wipe --yes --instance two"],
  run: runWipe,
};

async function runWipe(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode } = invocation;
  const paths = instancePaths(home, instance);
  if (!existsSync(paths.root)) throw unknownInstance(home, instance);
  const { state, damaged } = readTolerantly(invocation);
  const stack = await loadStack(state.stack);
  const running = runningServices(state);
  const plan = planWipe(paths, stack.stateEntries, state.exports, invocation.flag("secrets"));
  const others = listInstances(home).filter((name) => name !== instance);
  const text = formatWipePlan({ instance, plan, running, damaged, others });
  const dryRun = invocation.flag("dry-run");
  if (!dryRun) {
    if (mode === "text") terminal.out(text);
    await confirm(invocation);
    await execute(invocation, stack, state, plan);
  }
  const document = toDocument("wipe", { instance, dryRun, stopped: running, ...plan });
  printResult(terminal, mode, document, dryRun ? text : "\nWiped.\n");
  return EXIT.ok;
}

/** A damaged state must not stand in the way of deleting it. */
function readTolerantly({ home, instance }: Invocation): { state: InstanceState; damaged: boolean } {
  const fresh = () => newInstanceState({ instance, stack: DEFAULT_STACK, portBase: null, now: new Date() });
  try {
    const known = readInstanceState(instancePaths(home, instance));
    return { state: known ?? fresh(), damaged: false };
  } catch (error) {
    if (error instanceof StackError && error.code === "STATE_CORRUPT")
      return { state: fresh(), damaged: true };
    throw error;
  }
}

function runningServices(state: InstanceState): string[] {
  return Object.entries(state.services)
    .filter(([, { process }]) => process && processState(process) !== "gone")
    .map(([name]) => name);
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

async function execute(
  { home, instance, interrupts, terminal, style, mode }: Invocation,
  stack: StackDefinition,
  state: InstanceState,
  plan: WipePlan,
): Promise<void> {
  const paths = instancePaths(home, instance);
  const reporter = createReporter(terminal, style, mode);
  const request = { home, instance, verb: "wipe", signal: interrupts.signal, reporter, evenWhenFull: true };
  await withInstance(request, async () => {
    await takeDown({ home, paths, stack, state, reporter, interrupts, env: terminal.env });
    wipeFiles(paths, plan);
    if (plan.kept.length === 0) rmSync(paths.root, { recursive: true, force: true });
  });
}
