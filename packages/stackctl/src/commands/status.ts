import type { ServiceRow } from "../backend/backend.ts";
import type { CheckResult } from "../checks/check.ts";
import { runAllChecks } from "../checks/run-checks.ts";
import { exitCodeOf, type Health, healthOf } from "../checks/summary.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { requireRunning } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatStatus } from "../output/status-text.ts";
import { refuseUnfinished } from "../snapshot/unfinished.ts";
import { finishText, readVersions, type UnfinishedUpgrade } from "../upgrade/versions.ts";
import { openInstance } from "./place.ts";

/** A service that does not answer within this time is unreachable, ms; a busy machine takes seconds for what is healthy. */
const ANSWER_TIMEOUT = 5_000;

/** One service in the status. */
export interface ServiceStatus extends Omit<ServiceRow, "port"> {
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
  const { instance, terminal, mode, style, interrupts } = invocation;
  const { place, backend } = await openInstance(invocation);
  refuseUnfinished(place.paths, instance);
  const { view, rows, checked, volumes, unfinished } = await backend.inspect(place);
  const { unfinished: interrupted } = readVersions(place.paths);
  const note = interrupted ? upgradeNote(interrupted, instance) : undefined;
  requireRunning(view, [note, unfinished].filter(Boolean).join("\n") || undefined);
  const results = await runAllChecks(checked, view, { timeoutMs: ANSWER_TIMEOUT, signal: interrupts.signal });
  const services = rows.map(({ port: _, ...row }): ServiceStatus => {
    const checks = results.filter(({ service }) => service === row.name);
    return { ...row, health: view.services[row.name] ? healthOf(checks) : "unreachable", checks };
  });
  const health = worst(services.map((service) => service.health));
  const exitCode = interrupted && health === "healthy" ? EXIT.degraded : exitCodeOf(health);
  const facts = { instance, backend: backend.name, health, exitCode, checkedAt: new Date().toISOString() };
  printResult(
    terminal,
    mode,
    toDocument("status", {
      ...facts,
      services,
      ...(volumes && { volumes }),
      ...(note && { unfinished: note }),
    }),
    `${formatStatus({ instance, health, services, volumes: volumes ?? [] }, style)}${note ? `\n${note}\n` : ""}`,
  );
  return exitCode;
}

/** Whatever runs may be a mixture. */
function upgradeNote(interrupted: UnfinishedUpgrade, instance: string): string {
  const { verb, since } = interrupted;
  return `The ${verb} that began ${since} was interrupted: ${finishText(interrupted, instance)}.`;
}

function worst(all: readonly Health[]): Health {
  if (all.includes("unreachable")) return "unreachable";
  return all.every((health) => health === "healthy") ? "healthy" : "degraded";
}
