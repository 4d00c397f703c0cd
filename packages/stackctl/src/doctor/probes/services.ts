import { processState } from "../../process/identity.ts";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { HostContainer } from "../sight/containers.ts";
import type { ServiceReport } from "../sight/service-report.ts";
import type { Sight } from "../sight/sight.ts";

/** What a run script keeps of the container that it replaces; the probe of operations tells about it. */
const LEFT = /-(?:previous|retired|next-\d+)$/;

export type ServiceFacts = Pick<
  HostContainer,
  "name" | "status" | "exitCode" | "restarts" | "health" | "lastProbe"
> & {
  hasRuntime: boolean;
  /** Ended with 0 is well. */
  job: boolean;
  /** What `service-status` says; undefined when it says nothing. */
  report: Pick<ServiceReport, "health" | "failures" | "warnings"> | undefined;
};

/** Every container runs and calls itself healthy. */
export function judgeServices(services: readonly ServiceFacts[]): Finding[] {
  if (services.length === 0)
    return [
      notApplicable("Nothing of ours runs on this host.", "no process, and no container with our labels"),
    ];
  return services.flatMap(judgeService);
}

function judgeService(service: ServiceFacts): Finding[] {
  const { name, status, exitCode, restarts, job } = service;
  const process = /^process (.*)/.exec(name)?.[1];
  const logs = process
    ? `Look at \`npx @unicity-sphere/stackctl logs ${process}\`.`
    : `Look at \`docker logs --tail 50 ${name}\`.`;
  if (job && status === "exited" && exitCode === 0) return [];
  if (job && status === "exited")
    return [problem("JOB_FAILED", `The job ${name} failed.`, `exit code ${exitCode}`, logs)];
  if (status === "restarting")
    return [
      problem("CONTAINER_RESTARTS", `${name} ends again and again.`, `started again ${restarts} times`, logs),
    ];
  if (status !== "running") {
    const evidence = process ? status : `${status}, exit code ${exitCode}`;
    const next = `${logs} Start it: \`npx @unicity-sphere/stackctl up\`, or its run script.`;
    return [problem("SERVICE_DOWN", `${name} does not run.`, evidence, next)];
  }
  return judgeRunning(service, logs);
}

function judgeRunning(service: ServiceFacts, logs: string): Finding[] {
  const { name, health, lastProbe, report, hasRuntime, restarts } = service;
  const again = restarts > 0 ? `, started again ${restarts} times` : "";
  if (report) {
    const failures = report.failures.map((text) =>
      problem("SERVICE_UNHEALTHY", `${name} does not work.`, text, logs),
    );
    const warnings = report.warnings.map((text) =>
      warning("SERVICE_DEGRADED", `${name} works in part.`, text, logs),
    );
    if (failures.length + warnings.length > 0) return [...failures, ...warnings];
    return [ok("SERVICE", `${name} is healthy.`, `service-status${again}`)];
  }
  if (health === "unhealthy")
    return [problem("SERVICE_UNHEALTHY", `${name} does not work.`, lastProbe || health, logs)];
  if (health === "starting" || hasRuntime) {
    const evidence =
      health === "starting" ? "its first probe has not passed" : "service-status said nothing in time";
    return [
      unknown("SERVICE", `Whether ${name} works is not known.`, evidence, `Wait and run it again. ${logs}`),
    ];
  }
  return [
    ok(
      "SERVICE",
      `${name} runs.`,
      `${health === "healthy" ? "its health command passes" : "it is up"}${again}`,
    ),
  ];
}

export const servicesProbe = defineProbe<ServiceFacts[]>({
  name: "services",
  title: "Services",
  async gather(sight) {
    const engine = await sight.engine();
    if (!engine.reachable && sight.needsEngine) throw new Error("no engine answers");
    return [...processes(sight), ...(engine.reachable ? await containers(sight) : [])];
  },
  judge: judgeServices,
});

async function containers(sight: Sight): Promise<ServiceFacts[]> {
  const ours = (await sight.ours()).filter(({ name }) => !LEFT.test(name));
  return Promise.all(
    ours.map(async (container) => {
      const asked = container.hasRuntime && container.status === "running";
      return { ...container, report: asked ? await sight.report(container.name) : undefined };
    }),
  );
}

/** Services that are processes of this host; those that were taken down are none. */
function processes({ state }: Sight): ServiceFacts[] {
  if (!("state" in state) || state.state?.backend !== "embedded") return [];
  return Object.entries(state.state.services).flatMap(([name, { process }]) => {
    if (!process) return [];
    const now = processState(process);
    const status = now === "running" ? now : now === "stopped" ? "held by a signal" : "ended";
    return [{ ...PROCESS, name: `process ${name}`, status }];
  });
}

const PROCESS: Omit<ServiceFacts, "name" | "status"> = {
  ...{ exitCode: 0, restarts: 0, health: "none", lastProbe: "" },
  ...{ hasRuntime: false, job: false, report: undefined },
};
