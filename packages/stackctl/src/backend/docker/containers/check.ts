import type { Service } from "@unicity-sphere/compose-gen";
import type { NamedCheck } from "../../../checks/run-checks.ts";
import type { ContainerFacts } from "./facts.ts";
import { judgeContainer } from "./judge.ts";

/** The lowest check of a container: what the engine said when it was asked. */
export function containerCheck(kind: Service["kind"], container: ContainerFacts | undefined): NamedCheck {
  return {
    name: kind === "job" ? "job.completed" : "container.healthy",
    check: {
      layer: "process",
      proves: kind === "job" ? "the job has ended well" : "the container runs and is healthy",
      run: async () => judgeContainer(kind, container).verdict,
    },
  };
}
