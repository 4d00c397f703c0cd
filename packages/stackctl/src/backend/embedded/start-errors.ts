import { readFileSync } from "node:fs";
import type { CheckResult } from "../../checks/check.ts";
import { EXIT, StackError } from "../../errors.ts";
import { fullDiskCause } from "../../instance/free-space.ts";
import { tailLog } from "../../instance/log-files.ts";
import { commandLine } from "../../instance/view.ts";
import { LOOPBACK, portTakenError } from "../../process/ports.ts";

/** Lines of a log that an error shows. */
const LINES = 12;

/** The service ended before it listened: its own words are the evidence. */
export function serviceEnded(facts: {
  instance: string;
  name: string;
  port: number;
  end: string;
  logFile: string;
  /** Size of the log before this start, bytes. */
  logStart: number;
}): StackError {
  const { instance, name, port, end, logFile, logStart } = facts;
  const written = readFrom(logFile, logStart);
  if (written.includes("[PORT_TAKEN]")) return portTakenError(name, LOOPBACK, port);
  const lines = written.trimEnd().split("\n").slice(-LINES).join("\n");
  return new StackError(
    {
      code: "SERVICE_ENDED",
      what: `${name} ended before it was ready (${end}).`,
      where: logFile,
      evidence: lines || "(it wrote nothing)",
      ...fullDiskCause(logFile),
      next: `Follow its own advice above; \`${commandLine("wipe", instance)}\` starts over with an empty state.`,
    },
    EXIT.unreachable,
  );
}

/** The service runs but did not listen in time. */
export function serviceSilent(
  instance: string,
  name: string,
  logFile: string,
  timeoutMs: number,
): StackError {
  return new StackError(
    {
      code: "SERVICE_SILENT",
      what: `${name} did not accept requests within ${timeoutMs / 1000} s.`,
      where: logFile,
      evidence: lastLines(logFile),
      cause: "The machine is very busy, or the service hangs.",
      next: `Repeat it, or see \`${commandLine(`logs ${name}`, instance)}\`.`,
    },
    EXIT.unreachable,
  );
}

/** A check did not pass in time, or cannot pass any more. */
export function serviceNotReady(instance: string, result: CheckResult, logFile: string): StackError {
  return new StackError(
    {
      code: "SERVICE_NOT_READY",
      what: `${result.service} is not ready: ${result.check} did not pass.`,
      where: logFile,
      evidence: `${result.evidence} [${result.code}]\n${lastLines(logFile)}`,
      ...fullDiskCause(logFile),
      next:
        result.next ??
        `Repeat it after \`${commandLine("down", instance)}\`; \`${commandLine("status", instance)}\` shows every check.`,
    },
    result.outcome === "unreachable" ? EXIT.unreachable : EXIT.degraded,
  );
}

function lastLines(logFile: string): string {
  return tailLog(logFile, LINES).join("\n") || "(it wrote nothing)";
}

function readFrom(file: string, offset: number): string {
  try {
    return readFileSync(file).subarray(offset).toString();
  } catch {
    return "";
  }
}
