import { join } from "node:path";
import type { CheckResult, Verdict } from "../../checks/check.ts";
import { EXIT, StackError } from "../../errors.ts";
import { writeFileAtomic } from "../../instance/atomic-file.ts";
import { commandLine } from "../../instance/view.ts";
import type { Place } from "../backend.ts";
import type { ContainerFacts } from "./containers/facts.ts";
import { tailContainer } from "./containers/logs.ts";
import type { Engine } from "./engine/engine.ts";

/** Lines that an error shows, and lines that are kept in a file. */
const SHOWN = 12;
const KEPT = 2_000;

/** A service or job that will not become good: its last probe and its last lines. The log is kept in a file. */
export async function serviceFailed(
  { paths, instance }: Place,
  docker: Engine,
  service: string,
  verdict: Verdict | CheckResult,
  container: ContainerFacts | undefined,
): Promise<StackError> {
  const lines = container ? await tailContainer(docker, container.id, KEPT) : [];
  const file = join(paths.logs, `${service}.failed.log`);
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
