import { serviceNamed } from "../compose/document.ts";
import { isEnding } from "../jobs.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** What a service waits for can come true. */
export const dependenciesHealth: Rule = {
  id: "dependencies.health",
  title: "what a service waits for can come true",
  severity: "error",
  why: "Waiting for the health of a service without a health check fails at once; waiting for the end of a service that is always restarted never ends.",
  fix: 'Give the other service a health check, or `restart: "no"` when it is a job.',
  fixDefinition: "Give the other service `health`, or define it with `defineJob` when it runs once.",
  references: ["Compose specification: depends_on"],
  red: {
    compose: `services:
  web:
    depends_on:
      migrate: {condition: service_completed_successfully}
  migrate:
    restart: on-failure
    depends_on:
      settings: {condition: service_healthy}
  settings:
    healthcheck: {disable: true}
`,
    reasons: [
      {
        rules: ["health.present"],
        service: "settings",
        reason: "only here to be waited for",
        where: "services.settings.health.disabled",
        mustCover: false,
      },
    ],
  },
  green: {
    compose: `services:
  web:
    depends_on:
      migrate: {condition: service_completed_successfully}
  migrate:
    restart: on-failure
    depends_on:
      settings: {condition: service_healthy}
  settings:
    healthcheck: {test: [CMD, curl, -fsS, "http://127.0.0.1/"]}
`,
  },
  check: (subject) =>
    eachService(subject, ({ dependsOn }) =>
      dependsOn.flatMap(({ service, condition, path }) => {
        const target = serviceNamed(subject.document, service);
        if (!target || (target.unresolved.length > 0 && !target.health)) return [];
        if (condition === "service_healthy" && (!target.health || target.health.disabled))
          return [{ path, message: `waits for the health of ${service}, which has no health check` }];
        return condition === "service_completed_successfully" && target.restart && !isEnding(target.restart)
          ? [
              {
                path,
                message: `waits for the end of ${service}, which is always started again (${target.restart})`,
              },
            ]
          : [];
      }),
    ),
};
