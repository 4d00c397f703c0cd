import { adoptedJobs, isJob } from "../jobs.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Somebody waits for each job. */
export const jobsAdopted: Rule = {
  id: "jobs.adopted",
  title: "somebody waits for each job to complete",
  severity: "error",
  why: "`up` starts a job that nobody depends on and never looks at how it ended: a failed migration goes unnoticed, and `up --wait` takes its end for a failure.",
  fix: "Let the service that needs its work depend on it with `condition: service_completed_successfully`.",
  fixDefinition:
    'Let the service that needs its work have `dependsOn: { job: "completed" }`, or say in `terminal` of the job why nobody waits.',
  waive: '`terminal: "reason"` on the job',
  references: ["Compose specification: depends_on"],
  red: { compose: 'services:\n  migrate:\n    restart: "no"\n', without: ["healthcheck"] },
  green: {
    compose: `services:
  web:
    depends_on:
      migrate: {condition: service_completed_successfully}
  migrate:
    restart: "no"
`,
  },
  check: (subject) => {
    const adopted = adoptedJobs(subject);
    return eachService(subject, (service) =>
      isJob(subject, service, adopted) && !adopted.has(service.name)
        ? [{ missing: true, message: "runs once, and nobody waits for how it ends" }]
        : [],
    );
  },
};
