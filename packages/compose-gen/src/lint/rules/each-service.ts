import type { LintService } from "../compose/document.ts";
import type { Problem } from "../finding.ts";
import type { LintSubject } from "../subject.ts";

type ServiceProblem = Omit<Problem, "service" | "path"> & { path?: Problem["path"] | string };

/** The problems of each service, in the file's order. `path` may be a key of the service; without one it is the service. */
export function eachService(
  subject: LintSubject,
  check: (service: LintService) => readonly ServiceProblem[],
): Problem[] {
  return subject.document.services.flatMap((service) =>
    check(service).map(({ path, ...problem }) => ({
      service: service.name,
      path:
        typeof path === "object" ? path : ["services", service.name, ...(path === undefined ? [] : [path])],
      ...problem,
    })),
  );
}
