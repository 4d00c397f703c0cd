import { serviceNamed } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** A service that can tell its health is waited for until it is healthy. */
export const dependenciesStarted: Rule = {
  id: "dependencies.started",
  title: "a service waits until the one it needs is healthy, not only started",
  severity: "warning",
  why: "A started container may be far from answering: the first requests of the service that waited fail, and whether it survives that depends on the machine's speed.",
  fix: "Write `depends_on: {other: {condition: service_healthy}}`.",
  fixDefinition: 'Write `dependsOn: { other: "healthy" }`.',
  references: ["Compose specification: depends_on"],
  red: { compose: "services:\n  web:\n    depends_on: [database]\n  database:\n    networks: [default]\n" },
  green: {
    compose: `services:
  web:
    depends_on:
      database: {condition: service_healthy}
  database:
    networks: [default]
`,
  },
  check: (subject) =>
    eachService(subject, ({ dependsOn }) =>
      dependsOn
        .filter(({ service, condition }) => {
          const health = serviceNamed(subject.document, service)?.health;
          return condition === "service_started" && health !== undefined && !health.disabled;
        })
        .map(({ service, path }) => ({
          path,
          message: `waits only until ${service} has started, not until it is healthy`,
        })),
    ),
};
