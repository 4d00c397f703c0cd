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
  references: ["CIS Docker Benchmark 5.15", "OWASP Docker Security Cheat Sheet RULE #7"],
  red: { compose: 'services:\n  web:\n    restart: "no"\n    ports: ["127.0.0.1:8080:80"]\n' },
  green: { compose: 'services:\n  web:\n    restart: unless-stopped\n    ports: ["127.0.0.1:8080:80"]\n' },
  check: (subject) => {
    const adopted = adoptedJobs(subject);
    return eachService(subject, (service) => {
      const { restart } = service;
      if (isJob(subject, service, adopted))
        return restart === undefined || isEnding(restart)
          ? []
          : [{ path: "restart", message: `is a job that is started again when it has ended (${restart})` }];
      if (restart === undefined)
        return [{ path: "restart", message: "stays down after a crash or a restart of the host" }];
      return isEnding(restart) && !restart.startsWith("on-failure")
        ? [{ path: "restart", message: `stays down after a crash or a restart of the host (${restart})` }]
        : [];
    });
  },
};
