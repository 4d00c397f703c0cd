import type { Command, Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { formatUpgradePlan } from "../../output/upgrade-text.ts";
import { planRollback, rollBack } from "../../upgrade/upgrade.ts";
import { openInstance, operationOn } from "../place.ts";
import { withInstance } from "../with-instance.ts";
import { reportUpgrade } from "./report.ts";

/** `stackctl rollback` */
export const rollback: Command = {
  description:
    "Goes back to the rendered files and images of before the last upgrade, or undoes one that was interrupted. The data\n" +
    "stays as it is: where the newer version has stored it in another form this is refused, and a backup has to be\n" +
    "restored instead.",
  options: {
    "dry-run": { type: "boolean", summary: "print the plan and change nothing" },
  },
  examples: ["stackctl rollback", "stackctl rollback --dry-run"],
  run: runRollback,
};

async function runRollback(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, mode, terminal, interrupts } = invocation;
  const { place, backend } = await openInstance(invocation);
  const planned = await planRollback(backend, place);
  const text = formatUpgradePlan(`Rollback of "${instance}"`, planned.plan);
  if (invocation.flag("dry-run")) {
    reportUpgrade(invocation, "rollback", planned, undefined, text);
    return EXIT.ok;
  }
  if (mode === "text") terminal.out(`${text}\n`);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const lock = { home, instance, verb: "rollback", signal: interrupts.signal, reporter };
  const replaced = await withInstance(lock, async (held) => {
    // What was true before the lock may have changed.
    const now = await planRollback(backend, place);
    return rollBack(backend, operation, held, now);
  });
  reporter.end();
  reportUpgrade(invocation, "rollback", planned, replaced, "\nBack; every check passed.\n");
  return EXIT.ok;
}
