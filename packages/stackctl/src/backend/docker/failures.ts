import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CheckResult, Verdict } from "../../checks/check.ts";
import { EXIT, StackError } from "../../errors.ts";
import { writeFileAtomic } from "../../instance/atomic-file.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import { commandLine } from "../../instance/view.ts";
import type { Place } from "../backend.ts";
import type { ContainerFacts } from "./containers/facts.ts";
import { tailContainer } from "./containers/logs.ts";
import type { Engine } from "./engine/engine.ts";

/** Lines that an error shows, and lines that are kept in a file. */
const SHOWN = 12;
const KEPT = 2_000;

/** Where the log of a service is kept whose start failed. */
export const failedLog = (paths: InstancePaths, service: string) => join(paths.logs, `${service}.failed.log`);

/** Kept logs of these services, until a start succeeds. */
export function failedLogs(paths: InstancePaths, services: readonly string[]): string[] {
  return services.map((service) => failedLog(paths, service)).filter((file) => existsSync(file));
}

/** A service or job that will not become good: its last probe and its last lines. The log is kept in a file. */
export async function serviceFailed(
  { paths, instance }: Place,
  docker: Engine,
  service: string,
  verdict: Verdict | CheckResult,
  container: ContainerFacts | undefined,
): Promise<StackError> {
  const lines = container ? await tailContainer(docker, container.id, KEPT) : [];
  const file = failedLog(paths, service);
  if (lines.length > 0) writeFileAtomic(file, `${lines.join("\n")}\n`, { mode: 0o600, durable: false });
  const probe = container?.lastProbe;
  const evidence = [
    `${verdict.evidence} [${verdict.code}]`,
    ...(probe && probe.exitCode !== 0
      ? [`last probe (exit ${probe.exitCode}): ${probe.output.slice(-600)}`]
      : []),
    ...(lines.length > 0 ? lines.slice(-SHOWN) : ["(it wrote nothing)"]),
  ];
  const job = verdict.code.startsWith("JOB_");
  return new StackError(
    {
      code: job ? "JOB_FAILED" : "SERVICE_NOT_READY",
      what: job ? `The job ${service} failed.` : `${service} is not ready.`,
      where: lines.length > 0 ? file : (container?.name ?? service),
      evidence: evidence.join("\n"),
      next: verdict.next ?? `Follow its own advice above, then repeat \`${commandLine("up", instance)}\`.`,
    },
    verdict.outcome === "unreachable" ? EXIT.unreachable : EXIT.degraded,
  );
}

/** Compose could not do what it was told. */
export function composeFailed(stack: string, file: string, output: readonly string[]): StackError {
  if (isPoolEmpty(output.join("\n"))) return poolEmpty(`The stack "${stack}"`, output);
  return new StackError(
    {
      code: "COMPOSE_FAILED",
      what: `Compose could not bring up the stack "${stack}".`,
      where: file,
      evidence: output.slice(-12).join("\n") || "(it wrote nothing)",
      next: "Look at the lines above; changes of yours are in the folder overrides of the instance.",
    },
    EXIT.degraded,
  );
}

/** The engine has no addresses left for one more network. */
export const isPoolEmpty = (output: string) =>
  /non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/i.test(output);

/** @param who needs a network */
export function poolEmpty(who: string, output: readonly string[]): StackError {
  return new StackError(
    {
      code: "NETWORK_POOL_EMPTY",
      what: `${who} got no network: the engine has no addresses left for one more.`,
      evidence: output.slice(-4).join("\n"),
      cause:
        "Each network takes a range, and the engine has about thirty; an aggregator takes four networks.",
      next: "Remove networks that nobody uses (`docker network ls`, `docker network rm NAME`), or give the engine more ranges (`default-address-pools`); then repeat it.",
    },
    EXIT.degraded,
  );
}
