import { findCycles } from "../../validate/cycles.ts";
import type { Rule } from "../rule.ts";

/** No service waits for itself. */
export const dependenciesCycle: Rule = {
  id: "dependencies.cycle",
  title: "no service waits for itself over others",
  severity: "error",
  why: "Compose refuses the whole file.",
  fix: "Remove one of the dependencies; let that service try again until the other answers.",
  fixDefinition: "Remove one of the `dependsOn`; let that service try again until the other answers.",
  references: ["Compose specification: depends_on"],
  red: {
    compose: `services:
  web:
    depends_on: {cache: {condition: service_healthy}}
  cache:
    depends_on: {web: {condition: service_healthy}}
`,
  },
  green: {
    compose: `services:
  web:
    depends_on: {cache: {condition: service_healthy}}
  cache:
    networks: [default]
`,
  },
  check: ({ document }) => {
    const dependencies = new Map(
      document.services.map(({ name, dependsOn }) => [name, dependsOn.map(({ service }) => service)]),
    );
    const alone = document.services.filter(({ name, dependsOn }) =>
      dependsOn.some(({ service }) => service === name),
    );
    const cycles = [...alone.map(({ name }) => [name, name]), ...findCycles(dependencies)];
    return cycles.map(([service = "", ...others]) => ({
      service,
      path: ["services", service, "depends_on"],
      message: `waits for itself: ${[service, ...others].join(" → ")}`,
    }));
  },
};
