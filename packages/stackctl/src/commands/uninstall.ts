import { existsSync } from "node:fs";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { unknownInstance } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatUninstallPlan } from "../output/uninstall-text.ts";
import { planUninstall, removeInstalled } from "../uninstall/uninstall.ts";
import { confirmed } from "./confirm.ts";
import { openAnyway, operationOn } from "./place.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl uninstall` */
export const uninstall: Command = {
  description:
    "Takes the instance down for good: containers or processes, networks, rendered files and logs go. What cannot be made\n" +
    "again stays: state, secrets, snapshots, backups. The lists say what deletes each of those, and `up` brings the\n" +
    "instance back as it was.",
  options: {
    yes: { type: "boolean", short: "y", summary: "do not ask" },
    "dry-run": { type: "boolean", summary: "show the plan and change nothing" },
  },
  examples: ["stackctl uninstall", "stackctl uninstall --yes --instance two"],
  run: runUninstall,
};

async function runUninstall(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts, flag } = invocation;
  if (!existsSync(instancePaths(home, instance).root)) throw unknownInstance(home, instance);
  const { place, backend } = await openAnyway(invocation);
  const plan = await planUninstall(backend, place);
  const text = formatUninstallPlan(instance, plan);
  const dryRun = flag("dry-run");
  if (!dryRun) {
    if (mode === "text") terminal.out(text);
    await confirmed(invocation, "Uninstall it?");
  }
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const verb = "uninstall";
  const request = { home, instance, verb, signal: interrupts.signal, reporter, evenWhenFull: true };
  const stopped = dryRun ? [] : await withInstance(request, () => removeInstalled(backend, operation));
  reporter.end();
  const { deleted, kept, outside } = plan;
  const document = toDocument("uninstall", { instance, dryRun, stopped, deleted, kept, outside });
  printResult(terminal, mode, document, dryRun ? text : "\nUninstalled; what is kept is listed above.\n");
  return EXIT.ok;
}
