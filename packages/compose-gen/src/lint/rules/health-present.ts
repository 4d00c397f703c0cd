import { adoptedJobs, isJob } from "../jobs.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** The engine sees whether a service works. */
export const healthPresent: Rule = {
  id: "health.present",
  title: "services have a health check",
  severity: "error",
  why: "Without one, `up --wait` and dependants take a process that hangs, or still starts, for a service that works.",
  fix: "Add a `healthcheck` that asks the service for what its users need.",
  fixDefinition:
    'Add `health: { command: ["…"] }` that asks the service for what its users need, or `health: { disabled: "reason" }`.',
  waive: '`health: { disabled: "reason" }`',
  references: ["CIS Docker Benchmark 4.6, 5.27"],
  red: { compose: "services:\n  web:\n    restart: unless-stopped\n", without: ["healthcheck"] },
  green: {
    compose:
      'services:\n  web:\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1:80/"]\n',
  },
  check: (subject) => {
    const adopted = adoptedJobs(subject);
    return eachService(subject, (service) => {
      if (isJob(subject, service, adopted)) return [];
      if (service.health === undefined)
        return [{ path: "healthcheck", missing: true, message: "has no health check" }];
      return service.health.disabled
        ? [{ path: "healthcheck", message: "has its health check switched off" }]
        : [];
    });
  },
};
