import type { LintService } from "./compose/document.ts";
import { factsOf, type LintSubject } from "./subject.ts";

/** Services that somebody waits for to complete. */
export function adoptedJobs({ document }: LintSubject): Set<string> {
  return new Set(
    document.services.flatMap(({ dependsOn }) =>
      dependsOn
        .filter(({ condition }) => condition === "service_completed_successfully")
        .map(({ service }) => service),
    ),
  );
}

/**
 * True for a service that runs once and ends: a definition says so; elsewhere somebody waits for its end, or it is not
 * restarted on purpose and has neither ports nor a health check.
 */
export function isJob(subject: LintSubject, service: LintService, adopted: ReadonlySet<string>): boolean {
  const { kind } = factsOf(subject, service.name);
  if (kind !== undefined) return kind === "job";
  if (adopted.has(service.name)) return true;
  return isEnding(service.restart) && service.ports.length === 0 && service.health === undefined;
}

/** True for a restart policy that lets a container end: `no` and `on-failure`. */
export function isEnding(restart: string | undefined): boolean {
  return restart !== undefined && /^(?:no|none|false|on-failure(?::.*)?)$/.test(restart);
}
