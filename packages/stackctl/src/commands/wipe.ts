import { existsSync } from "node:fs";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { instancePaths, listInstances } from "../instance/folders.ts";
import { unknownInstance } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatWipePlan } from "../output/wipe-text.ts";
import { openAnyway, operationOn } from "./place.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl wipe` */
export const wipe: Command = {
  description:
    "Deletes the environment of the instance: chain, keys, relay events and faucet wallet are valid only together. Shows\n" +
    "what goes and what stays, and asks. Services that run are stopped first.",
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
  const scope = {
    secrets: invocation.flag("secrets"),
    certs: invocation.flag("certs"),
    only: invocation.text("only"),
  };
  const { plan, running } = await backend.planWipe(place, scope);
  const others = listInstances(home).filter((name) => name !== instance);
  const text = formatWipePlan({ instance, plan, running, damaged, others });
  const dryRun = invocation.flag("dry-run");
  if (!dryRun) {
    if (mode === "text") terminal.out(text);
    await confirm(invocation);
    const operation = operationOn(place, invocation);
    const { reporter } = operation;
    const { signal } = invocation.interrupts;
    const request = { home, instance, verb: "wipe", signal, reporter, evenWhenFull: true };
    await withInstance(request, () => backend.wipe(operation, plan));
  }
  const document = toDocument("wipe", { instance, dryRun, stopped: running, ...plan });
  printResult(terminal, mode, document, dryRun ? text : "\nWiped.\n");
  return EXIT.ok;
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
