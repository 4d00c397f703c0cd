import { nearest } from "../../suggest.ts";
import type { LintService } from "../compose/document.ts";
import { adoptedJobs, isEnding, isJob } from "../jobs.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Services come back after a crash, jobs end. */
export const restartPolicy: Rule = {
  id: "restart.policy",
  title: "services come back after a crash, and jobs end",
  severity: "error",
  why: "Without a policy a service that crashed, or whose host was restarted, stays down; a job that is restarted never completes. CIS asks for at most five attempts; a service of a public host that gives up for good is the worse failure, so `unless-stopped` is the default here.",
  fix: 'Set `restart: unless-stopped` on services, `restart: "no"` on jobs.',
  fixDefinition: "Leave `restart` out (`unless-stopped`); define what runs once with `defineJob`.",
  references: ["CIS Docker Benchmark 5.15", "OWASP Docker Security Cheat Sheet RULE #7"],
  red: { compose: 'services:\n  web:\n    restart: "no"\n    ports: ["127.0.0.1:8080:80"]\n' },
  green: { compose: 'services:\n  web:\n    restart: unless-stopped\n    ports: ["127.0.0.1:8080:80"]\n' },
  check: (subject) => {
    const adopted = adoptedJobs(subject);
    return eachService(subject, (service) =>
      isUnknown(service.restart)
        ? [unknownPolicy(service.restart)]
        : mistakes(service, isJob(subject, service, adopted)),
    );
  },
};

function mistakes({ restart }: LintService, job: boolean) {
  const path = "restart";
  if (job)
    return restart === undefined || isEnding(restart)
      ? []
      : [{ path, message: `is a job that is started again when it has ended (${restart})` }];
  const down = "stays down after a crash or a restart of the host";
  if (restart === undefined) return [{ path, missing: true, message: down }];
  return isEnding(restart) && !restart.startsWith("on-failure")
    ? [{ path, message: `${down} (${restart})` }]
    : [];
}

/** Policies of `restart`, then those of `deploy.restart_policy.condition` (Compose specification). */
const policies = ["no", "always", "on-failure", "unless-stopped", "none", "any"];

/** What the reader's environment decides about is not known. */
function isUnknown(restart: string | undefined): restart is string {
  if (restart === undefined || restart === "" || restart.includes("<")) return false;
  return !policies.includes(restart) && !/^(?:false|on-failure:[0-9]+)$/.test(restart);
}

function unknownPolicy(restart: string) {
  const near = nearest(restart, policies);
  return {
    path: "restart",
    message: `has the restart policy "${restart}", which the engine refuses`,
    fix: `${near === undefined ? "" : `Did you mean "${near}"? `}Known: no, always, unless-stopped, on-failure.`,
  };
}
