import type { Stack } from "../model/stack.ts";
import { conditionOf } from "./dependencies.ts";
import type { Problems } from "./problems.ts";

/** Every job is waited for by somebody, or says why it is not. */
export function checkJobs(stack: Stack, problems: Problems): void {
  const adopted = new Set(
    stack.services.flatMap(({ dependsOn }) =>
      Object.entries(dependsOn)
        .filter(([, dependency]) => conditionOf(dependency) === "completed")
        .map(([name]) => name),
    ),
  );
  for (const service of stack.services) {
    if (service.kind !== "job" || service.terminal !== undefined || adopted.has(service.name)) continue;
    problems.add(
      `services.${service.name}`,
      'is a job that nobody waits for: depend on it with "completed", or give `terminal` a reason',
    );
  }
}
