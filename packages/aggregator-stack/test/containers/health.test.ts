import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { withEngine } from "../support/docker.ts";
import { type HealthProject, healthProject } from "../support/health/project.ts";
import { healthServices } from "../support/health/services.ts";
import { plans } from "../support/plan.ts";

/** The files that hold every service, in each profile. */
const complete = plans.filter((plan) => plan.stack === "stack" && plan.generation === "v1");

/** Health commands by service, over some plans. */
function commandsOf(some: typeof plans): string[] {
  const found = some.flatMap((plan) =>
    Object.entries(plan.compose.services).flatMap(([name, { healthcheck }]) =>
      healthcheck && "test" in healthcheck
        ? [`${plan.profile} ${name} ${JSON.stringify(healthcheck.test)}`]
        : [],
    ),
  );
  return [...new Set(found)].sort();
}

/** Waits until every container is in this state; fails with those that are not. */
async function eventually(project: HealthProject, state: "healthy" | "unhealthy"): Promise<void> {
  const expected = Object.fromEntries(project.names.map((name) => [name, state]));
  const deadline = performance.now() + 300_000;
  for (;;) {
    const states = await project.states();
    const settled = Object.values(states).every((value) => value === state);
    if (settled) return;
    if (performance.now() > deadline) return expect(states, await project.logs()).toEqual(expected);
    await delay(250);
  }
}

withEngine(
  "the engine runs each health command, and sees a service that answers and one that stopped",
  async () => {
    expect(commandsOf(complete)).toEqual(commandsOf(plans));
    await using project = await healthProject(complete);
    expect(project.names.length).toBe(Object.keys(healthServices).length * complete.length);

    await eventually(project, "healthy");

    for (const name of project.names)
      await project.exec(name, healthServices[name.replace(/-[^-]+$/, "")]?.fail ?? "");
    await eventually(project, "unhealthy");
  },
);
