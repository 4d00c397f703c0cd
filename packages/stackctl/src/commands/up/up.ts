import { loadBackend } from "../../backend/load.ts";
import type { Command, Invocation, Option } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatPlan } from "../../output/up-text.ts";
import { DEFAULT_STACK, loadStack } from "../../stack/registry.ts";
import { refuseUnfinishedUpgrade } from "../../upgrade/versions.ts";
import { operationOn, placeOf } from "../place.ts";
import { executeUp } from "./execute.ts";
import { stayInForeground } from "./foreground.ts";
import { reportUp } from "./report.ts";
import { backendOf, requestOf } from "./request.ts";

/** `stackctl up` */
export const up: Command = {
  arguments: "[stack…]",
  description:
    "Starts the services that do not run yet and waits until every check has passed. Without --detach it stays: Ctrl-C\n" +
    "stops everything. What runs already is kept; what fails is stopped again. With --docker the services are containers;\n" +
    "later commands know that. Named parts come up without the others: services, or stacks of containers.",
  options: async () => ({
    docker: { type: "boolean", summary: "run containers; stacks can be named, default all of them" },
    embedded: { type: "boolean", summary: "run processes of Node.js (default)" },
    detach: { type: "boolean", short: "d", summary: "leave it running in the background" },
    "port-base": {
      type: "string",
      value: "N",
      summary: "ports N, N+1, N+2 instead of 7777, 11003, 11004; 0: free ones",
    },
    image: {
      type: "string",
      multiple: true,
      value: "KEY=REFERENCE",
      summary: "another image, with --docker; may repeat",
    },
    ...(await stackOptions()),
    profile: {
      type: "string",
      value: "NAME",
      summary: "where it runs: embedded, or local with --docker",
    },
    control: {
      type: "boolean",
      summary: "let tests set faults, rounds and snapshots; kept until a wipe; not with --docker",
    },
    "started-only": {
      type: "boolean",
      summary: "let what runs already fail its checks, and what uses it; not with --docker",
    },
    verify: {
      type: "boolean",
      summary: "with --docker: verify the signatures of our images first, and start nothing that lacks one",
    },
    unverified: {
      type: "string",
      multiple: true,
      value: "KEY",
      summary: "let this one image through --verify; may repeat",
    },
    "dry-run": { type: "boolean", summary: "print the plan and change nothing" },
    ndjson: { type: "boolean", summary: "progress and result as one JSON object per line" },
  }),
  positionals: [0, 20],
  examples: [
    "stackctl up --detach",
    "stackctl up --detach --accounts 3",
    "stackctl up --instance two --port-base 20000",
    "stackctl up --docker --detach relay --image relay=my-relay:dev",
    "stackctl up --docker --detach --verify",
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
  const { terminal, mode } = invocation;
  const place = await placeOf(invocation);
  const name = backendOf(invocation);
  const request = await requestOf(invocation, place.stack, name);
  const backend = await loadBackend(name);
  refuseUnfinishedUpgrade(place.paths, place.instance);
  if (invocation.flag("dry-run")) {
    const plan = await backend.planUp(place, request);
    printResult(terminal, mode, toDocument("plan", { plan }), formatPlan(plan));
    return EXIT.ok;
  }
  const start = performance.now();
  const operation = operationOn(place, invocation);
  const outcome = await executeUp(backend, operation, request);
  operation.reporter.end();
  reportUp(invocation, place.stack, outcome, Math.round(performance.now() - start));
  const stays = outcome.started.length > 0 && !invocation.flag("detach");
  return stays ? stayInForeground(invocation, backend, operation) : EXIT.ok;
}
