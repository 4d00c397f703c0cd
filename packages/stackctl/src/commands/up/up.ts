import { inspectPlan } from "../../backend/embedded/prepare-up.ts";
import type { Command, Invocation, Option } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { createReporter } from "../../output/reporter.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatPlan } from "../../output/up-text.ts";
import { DEFAULT_STACK, loadStack } from "../../stack/registry.ts";
import { executeUp } from "./execute.ts";
import { stayInForeground } from "./foreground.ts";
import { reportUp } from "./report.ts";
import { requestOf } from "./request.ts";

/** `stackctl up` */
export const up: Command = {
  description:
    "Starts the services that do not run yet and waits until every check has passed. Without --detach it stays: Ctrl-C\n" +
    "stops everything. What runs already is kept; what fails is stopped again.",
  options: async () => ({
    detach: { type: "boolean", short: "d", summary: "leave it running in the background" },
    "port-base": {
      type: "string",
      value: "N",
      summary: "ports N, N+1, N+2 instead of 7777, 11003, 11004; 0: free ones",
    },
    ...(await stackOptions()),
    profile: {
      type: "string",
      value: "NAME",
      summary: "where it runs (default and only one so far: embedded)",
    },
    "dry-run": { type: "boolean", summary: "print the plan and change nothing" },
    ndjson: { type: "boolean", summary: "progress and result as one JSON object per line" },
  }),
  examples: [
    "stackctl up --detach",
    "stackctl up --detach --accounts 3",
    "stackctl up --instance two --port-base 20000",
  ],
  run: runUp,
};

async function stackOptions(): Promise<Record<string, Option>> {
  const stack = await loadStack(DEFAULT_STACK);
  return Object.fromEntries(
    Object.entries(stack.upOptions).map(([name, { value, summary }]) => [
      name,
      { type: "string" as const, value, summary },
    ]),
  );
}

/** Parse, plan, execute, report. */
async function runUp(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, style } = invocation;
  const stack = await loadStack(DEFAULT_STACK);
  const request = await requestOf(invocation, stack);
  if (invocation.flag("dry-run")) {
    const { plan } = inspectPlan(instancePaths(home, instance), stack, request);
    printResult(terminal, mode, toDocument("plan", { plan }), formatPlan(plan));
    return EXIT.ok;
  }
  const start = performance.now();
  const reporter = createReporter(terminal, style, mode);
  const outcome = await executeUp(invocation, stack, request, reporter);
  reporter.end();
  reportUp(invocation, outcome, Math.round(performance.now() - start));
  const stays = outcome.started.length > 0 && !invocation.flag("detach");
  return stays ? stayInForeground(invocation, outcome.session) : EXIT.ok;
}
