import { existsSync, rmSync } from "node:fs";
import { bringUp } from "../backend/embedded/bring-up.ts";
import type { UpPlan, UpRequest } from "../backend/embedded/plan-up.ts";
import { inspectPlan, prepareUp } from "../backend/embedded/prepare-up.ts";
import type { Session } from "../backend/embedded/session.ts";
import { takeDown } from "../backend/embedded/take-down.ts";
import { watchServices } from "../backend/embedded/watch.ts";
import type { CheckResult } from "../checks/check.ts";
import type { Command, Invocation, Option } from "../cli/command.ts";
import { EXIT, type ExitCode, StackError, UsageError } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { tailLog } from "../instance/log-files.ts";
import { commandLine, viewOf } from "../instance/view.ts";
import { createReporter, type Reporter } from "../output/reporter.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatEndpoints, formatPlan, nextSteps } from "../output/up-text.ts";
import type { StackDefinition } from "../stack/definition.ts";
import { DEFAULT_STACK, loadStack } from "../stack/registry.ts";
import { withInstance } from "./with-instance.ts";

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

async function runUp(invocation: Invocation): Promise<ExitCode> {
  const stack = await loadStack(DEFAULT_STACK);
  const options = Object.fromEntries(
    Object.keys(stack.upOptions).flatMap((name) => {
      const value = invocation.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const profile = invocation.text("profile") ?? "embedded";
  for (const [name, value] of Object.entries(options)) await stack.upOptions[name]?.check(value, profile);
  requireEmbedded(profile);
  const request = {
    instance: invocation.instance,
    profile,
    root: instancePaths(invocation.home, invocation.instance).root,
    portBase: portBaseOf(invocation.text("port-base"), stack.services.length),
    options,
  };
  if (invocation.flag("dry-run")) {
    const { plan } = inspectPlan(instancePaths(invocation.home, invocation.instance), stack, request);
    printResult(invocation.terminal, invocation.mode, toDocument("plan", { plan }), formatPlan(plan));
    return EXIT.ok;
  }
  const start = performance.now();
  const reporter = createReporter(invocation.terminal, invocation.style, invocation.mode);
  const outcome = await execute(invocation, stack, request, reporter);
  reporter.end();
  report(invocation, outcome, Math.round(performance.now() - start));
  const stays = outcome.plan.services.some(({ action }) => action === "start") && !invocation.flag("detach");
  return stays ? stay(invocation, outcome.session) : EXIT.ok;
}

interface Outcome {
  session: Session;
  plan: UpPlan;
  checks: CheckResult[];
  /** One line per thing that an option of the stack did. */
  done: string[];
}

/** A new instance that was interrupted, or never started anything, leaves no folder behind. */
async function execute(
  { home, instance, interrupts, terminal }: Invocation,
  stack: StackDefinition,
  request: UpRequest,
  reporter: Reporter,
): Promise<Outcome> {
  const paths = instancePaths(home, instance);
  const existed = existsSync(paths.root);
  try {
    const lockRequest = { home, instance, verb: "up", signal: interrupts.signal, reporter };
    return await withInstance(lockRequest, async (lock) => {
      const { plan, state } = await prepareUp({ paths, stack, request, reporter, interrupts, lock });
      const session: Session = { home, paths, stack, state, reporter, interrupts, env: terminal.env };
      const checks = await bringUp(session, plan);
      return { session, plan, checks, done: await provision(session, plan) };
    });
  } catch (error) {
    reporter.end();
    if (!existed && (interrupts.signal.aborted || !existsSync(paths.stateFile))) {
      rmSync(paths.root, { recursive: true, force: true });
    }
    throw error;
  }
}

async function provision(session: Session, plan: UpPlan): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(plan.options)) {
    const act = session.stack.upOptions[name]?.afterReady;
    if (!act) continue;
    const instance = viewOf(session.home, session.state);
    lines.push(...(await act(value, instance, session.reporter, session.interrupts.signal)));
  }
  return lines;
}

function report(invocation: Invocation, { session, plan, checks, done }: Outcome, ms: number): void {
  const { terminal, style, mode, instance } = invocation;
  const started = plan.services.filter(({ action }) => action === "start").map(({ name }) => name);
  const services = Object.entries(session.state.services).map(([name, { url, port, process }]) => ({
    name,
    url,
    port,
    pid: process?.pid ?? null,
    started: started.includes(name),
  }));
  const document = toDocument("up", {
    instance,
    backend: "embedded",
    root: plan.root,
    ms,
    services,
    checks,
    done,
  });
  const summary =
    started.length === 0
      ? `"${instance}" was already up; every check passed.`
      : `"${instance}" is up: ${checks.length} checks passed in ${ms} ms.`;
  const next = nextSteps(session.stack.nextSteps, instance);
  printResult(
    terminal,
    mode,
    document,
    `\n${style.good("✔")} ${style.strong(summary)}\n${done.map((line) => `  ${line}\n`).join("")}\n${formatEndpoints(services, style)}\n${next}`,
  );
}

/** Foreground: until the reader interrupts, another command takes it down, or a service dies. */
async function stay(invocation: Invocation, session: Session): Promise<ExitCode> {
  const { terminal, mode, instance } = invocation;
  const say = (text: string) => (mode === "text" ? terminal.out(`${text}\n`) : undefined);
  say("Ctrl-C stops it.");
  const end = await watchServices(session);
  if (end.why === "taken-down") {
    say("\nIt was taken down by another command.");
    return EXIT.ok;
  }
  say(end.why === "interrupted" ? "\nStopping …" : "");
  const { home, interrupts } = invocation;
  const request = { home, instance, verb: "up", signal: interrupts.force, evenWhenFull: true };
  await withInstance(request, () => takeDown(session));
  if (end.why === "interrupted") {
    say("Stopped; the state is kept.");
    return EXIT.ok;
  }
  throw new StackError(
    {
      code: "SERVICE_DIED",
      what: `${end.service} died, so the other services were stopped too.`,
      where: session.paths.logFile(end.service),
      evidence: tailLog(session.paths.logFile(end.service), 12).join("\n") || "(it wrote nothing)",
      next: `Start it again: \`${commandLine("up", instance)}\`.`,
    },
    EXIT.unreachable,
  );
}

function portBaseOf(value: string | undefined, count: number): number | undefined {
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port === 0 || (port >= 1 && port + count - 1 <= 65_535)) return port;
  throw new UsageError(
    `--port-base ${value} is not a port with room for ${count} services.`,
    `Use 0 for free ports, or 1024 to ${65_536 - count}.`,
  );
}

function requireEmbedded(profile: string): void {
  if (profile === "embedded") return;
  throw new UsageError(
    `This version starts the profile "embedded" only, not "${profile}".`,
    "For containers use the files in generated/ with `docker compose`.",
  );
}
