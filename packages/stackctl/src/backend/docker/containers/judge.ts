import type { Service } from "@unicity-sphere/compose-gen";
import { fail, pass, unknown, unreachable, type Verdict } from "../../../checks/check.ts";
import type { ContainerFacts } from "./facts.ts";

/** A verdict on a container: `waiting` may still become good, `failed` will not by itself. */
export interface Judgement {
  state: "good" | "waiting" | "failed";
  verdict: Verdict;
}

const good = (evidence: string): Judgement => ({ state: "good", verdict: pass(evidence) });
const waiting = (verdict: Verdict): Judgement => ({ state: "waiting", verdict });
const failed = (verdict: Verdict): Judgement => ({ state: "failed", verdict });

/**
 * Whether a container does what its definition says: a job has ended with 0, a service runs and its health command passes.
 *
 * @param before the same container before Compose began: a later restart by the engine is a failure, and what was bad already
 * may still become good
 */
export function judgeContainer(
  kind: Service["kind"],
  container: ContainerFacts | undefined,
  before?: Pick<ContainerFacts, "startedAt" | "restarts">,
): Judgement {
  if (!container) return waiting(unreachable("CONTAINER_MISSING", "it was not created"));
  const judgement = kind === "job" ? judgeJob(container) : judgeService(container, before?.restarts);
  const untouched = before !== undefined && before.startedAt === container.startedAt;
  return untouched && judgement.state === "failed" ? waiting(judgement.verdict) : judgement;
}

function judgeService(container: ContainerFacts, restartsBefore = Number.POSITIVE_INFINITY): Judgement {
  const { status, exitCode } = container;
  if (status === "created") return created(container);
  if (status === "restarting" || container.restarts > restartsBefore) {
    // The engine forgets the exit code once the container runs again.
    const last = status === "running" ? "" : `, last exit code ${exitCode}`;
    const evidence = `it ended and was started again ${container.restarts} times${last}`;
    return failed(unreachable("CONTAINER_RESTARTS", evidence));
  }
  if (status === "paused") return failed(unreachable("CONTAINER_PAUSED", "it is paused"));
  if (status !== "running") return failed(unreachable("CONTAINER_ENDED", `${status}, exit code ${exitCode}`));
  return judgeHealth(container);
}

/** Its dependencies are waited for, or the engine could not start it, which Compose says. */
function created({ error }: ContainerFacts): Judgement {
  return waiting(unreachable("CONTAINER_CREATED", error || "it was created and not started"));
}

function judgeJob(container: ContainerFacts): Judgement {
  const { status, exitCode } = container;
  if (status === "created") return created(container);
  if (status === "running") return waiting(unknown("JOB_RUNS", "it has not ended"));
  if (status === "exited" && exitCode === 0) return good("ended with 0");
  return failed(fail("JOB_FAILED", `${status}, exit code ${exitCode}`));
}

function judgeHealth({ health, lastProbe }: ContainerFacts): Judgement {
  const probe = lastProbe?.output.split("\n").at(-1)?.slice(0, 120);
  if (health === "none") return good("runs");
  // What a probe that passed has said is as old as that probe.
  if (health === "healthy") return good("healthy");
  if (health === "starting")
    return waiting(
      unknown("HEALTH_STARTING", probe ? `no probe has passed: ${probe}` : "no probe has passed"),
    );
  return failed(fail("UNHEALTHY", probe ? `last probe: ${probe}` : "its probes fail"));
}
