import type { CheckResult } from "../checks/check.ts";
import { runAllChecks } from "../checks/run-checks.ts";
import { exitCodeOf, type Health, healthOf } from "../checks/summary.ts";
import type { Command, Invocation } from "../cli/command.ts";
import type { ExitCode } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { capLog } from "../instance/log-files.ts";
import { requireRunning, viewOf } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatStatus } from "../output/status-text.ts";
import { loadStack } from "../stack/registry.ts";

/** A service that does not answer within this time is unreachable, ms. */
const ANSWER_TIMEOUT = 2_000;

/** One service in the status. */
export interface ServiceStatus {
  name: string;
  url: string | null;
  pid: number | null;
  health: Health;
  checks: CheckResult[];
}

/** `stackctl status` */
export const status: Command = {
  description:
    "Checks every service now, from the process up to real use. Exit code: 0 all healthy, 1 a check failed, 2 something\n" +
    "does not answer.",
  options: {},
  examples: ["stackctl status", "stackctl status --json"],
  run: runStatus,
};

async function runStatus(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, style, interrupts } = invocation;
  const state = requireRunning(home, instance);
  const stack = await loadStack(state.stack);
  const view = viewOf(home, state);
  const results = await runAllChecks(stack, view, { timeoutMs: ANSWER_TIMEOUT, signal: interrupts.signal });
  const services = stack.services.map(({ name }): ServiceStatus => {
    const checks = results.filter(({ service }) => service === name);
    const { url = null, process = null } = state.services[name] ?? {};
    const health = view.services[name] ? healthOf(checks) : "unreachable";
    return { name, url, pid: process?.pid ?? null, health, checks };
  });
  for (const { name } of services) capLog(instancePaths(home, instance).logFile(name));
  const health = worst(services.map((service) => service.health));
  const exitCode = exitCodeOf(health);
  const checkedAt = new Date().toISOString();
  printResult(
    terminal,
    mode,
    toDocument("status", { instance, backend: state.backend, health, exitCode, checkedAt, services }),
    formatStatus({ instance, health, services }, style),
  );
  return exitCode;
}

function worst(all: readonly Health[]): Health {
  if (all.includes("unreachable")) return "unreachable";
  return all.every((health) => health === "healthy") ? "healthy" : "degraded";
}
