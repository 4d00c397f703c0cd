import { runCommand } from "rehearsal";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, Interrupted, UsageError } from "../errors.ts";
import { formatError } from "../output/error-text.ts";
import { printResult, toDocument } from "../output/result.ts";
import { staleBundles } from "../rehearse/bundles.ts";
import { findCheckout } from "../rehearse/checkout.ts";
import { cleanRehearsals, planClean } from "../rehearse/clean.ts";
import { documentOf } from "../rehearse/document.ts";
import { requireEngine } from "../rehearse/engine.ts";
import { findRehearsals } from "../rehearse/leftovers.ts";
import { planRehearsal } from "../rehearse/plan.ts";
import {
  rehearse as carryOut,
  exitCodeOfRehearsal,
  failureOf,
  type RehearseOutcome,
} from "../rehearse/rehearse.ts";
import {
  formatCleanPlan,
  formatInterrupted,
  formatKept,
  formatRehearsalPlan,
  stepReporter,
} from "../rehearse/report.ts";
import { asStackError } from "../rehearse/step-failed.ts";

const REBUILD = "npx turbo run build --filter rehearsal --force";

/** `stackctl rehearse` */
export const rehearse: Command = {
  arguments: "[id…]",
  positionals: [0, 100],
  description:
    "Brings relay, aggregator and faucet up behind HAProxy with certificates of an ACME server, as on a production host\n" +
    "but on Docker networks of its own, proves what they serve, and removes everything. It needs a checkout and Docker,\n" +
    "and no network. Ids go with --clean.",
  instances: false,
  options: {
    keep: {
      type: "boolean",
      summary: "leave it running, also after a failed proof, and say how to reach and end it",
    },
    clean: { type: "boolean", summary: "remove kept and killed rehearsals, or those with the given ids" },
    "dry-run": {
      type: "boolean",
      summary: "print the steps, or what --clean would remove, and change nothing",
    },
    ndjson: { type: "boolean", summary: "steps and result as one JSON object per line" },
  },
  examples: ["stackctl rehearse", "stackctl rehearse --keep", "stackctl rehearse --clean"],
  run: (invocation) =>
    runRehearse(invocation).catch((error: unknown) => {
      throw asStackError(error);
    }),
};

async function runRehearse(invocation: Invocation): Promise<ExitCode> {
  const { terminal, mode, positionals } = invocation;
  if (invocation.flag("clean")) {
    if (!invocation.flag("keep")) return runClean(invocation);
    throw new UsageError("--keep and --clean exclude each other.", "To remove what was kept: --clean alone.");
  }
  if (positionals.length > 0)
    throw new UsageError(`Unexpected argument "${positionals[0]}".`, "Ids go with --clean.");
  const plan = planRehearsal(invocation.flag("keep"));
  if (invocation.flag("dry-run")) {
    printResult(terminal, mode, toDocument("rehearse-plan", { plan }), formatRehearsalPlan(plan));
    return EXIT.ok;
  }
  nameStaleBundles(invocation, staleBundles(findCheckout()));
  await nameLeftovers(invocation);
  const start = performance.now();
  const outcome = await carryOut({
    plan,
    run: runCommand,
    signal: invocation.interrupts.signal,
    onStep: stepReporter(terminal, invocation.style, mode, start),
  });
  report(invocation, outcome, Math.round(performance.now() - start));
  if (outcome.interrupted) throw new Interrupted(invocation.interrupts.signal.reason);
  return exitCodeOfRehearsal(outcome);
}

/** Only said, since times change without content, e.g. when a branch is checked out; `--force` then renews them, too. */
function nameStaleBundles({ terminal, style }: Invocation, stale: readonly string[]): void {
  if (stale.length === 0) return;
  const what = `The bundles of ${stale.join(" and ")} are older than their sources, and the images are made of them`;
  terminal.err(`${style.warn("!")} ${what}. Build them: ${REBUILD}\n`);
}

/** What was killed before is named, and left to `--clean`. */
async function nameLeftovers({ terminal, mode, style }: Invocation): Promise<void> {
  const left = (await findRehearsals(await requireEngine(runCommand))).filter(({ alive }) => !alive);
  if (left.length === 0 || mode !== "text") return;
  const ids = left.map(({ id }) => id).join(", ");
  terminal.err(
    `${style.warn("!")} Kept or killed earlier: ${ids}. Remove with \`stackctl rehearse --clean\`.\n`,
  );
}

function report({ terminal, mode, style }: Invocation, outcome: RehearseOutcome, ms: number): void {
  const { steps, kept } = outcome;
  const failure = failureOf(outcome);
  const good = `\n${style.good("✔")} ${style.strong(`${steps.length} steps passed in ${(ms / 1000).toFixed(1)} s.`)}\n`;
  if (failure && mode === "text") terminal.err(`\n${formatError(failure, style, false)}`);
  const passed = failure || outcome.interrupted ? "" : good;
  const end = outcome.interrupted ? formatInterrupted(outcome) : "";
  printResult(terminal, mode, documentOf(outcome, ms), passed + end + (kept ? formatKept(kept, style) : ""));
}

async function runClean(invocation: Invocation): Promise<ExitCode> {
  const { terminal, mode, positionals } = invocation;
  const docker = await requireEngine(runCommand);
  if (invocation.flag("dry-run")) {
    const plan = await planClean(docker, positionals);
    printResult(terminal, mode, toDocument("rehearse-clean-plan", plan), formatCleanPlan(plan));
    return EXIT.ok;
  }
  const { removed, inUse } = await cleanRehearsals(docker, positionals);
  const lines = [
    ...removed.map(({ id, items }) => `Removed ${id}: ${items} containers, networks and volumes.\n`),
    ...inUse.map((id) => `Left ${id} alone: it is at work. To remove it: stackctl rehearse --clean ${id}\n`),
  ];
  const text = lines.length > 0 ? lines.join("") : "There is nothing to remove.\n";
  printResult(terminal, mode, toDocument("rehearse-clean", { removed, inUse }), text);
  return EXIT.ok;
}
