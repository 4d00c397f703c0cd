import type { ContainerPlan, PartPlan } from "./plan.ts";

/** Variables of Compose that would make it read other files, projects or profiles than those that it is told. */
const FOREIGN = ["COMPOSE_FILE", "COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES", "COMPOSE_ENV_FILES"];

/** The environment in which Compose reads the file of one stack. @param ports variable → host port */
export function composeEnvironment(
  { variables }: ContainerPlan,
  { project }: PartPlan,
  ports: Readonly<Record<string, number>>,
): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(FOREIGN.map((name) => [name, undefined])),
    ...variables,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    STACK_PROJECT: project,
    COMPOSE_ANSI: "never",
    COMPOSE_PROGRESS: "plain",
  };
}
