import type { LintService } from "../compose/document.ts";
import type { Problem } from "../finding.ts";
import type { LintSubject } from "../subject.ts";

interface ServiceProblem extends Omit<Problem, "service" | "path"> {
  /** A key of the service, or a path of the file; default: the service. */
  path?: Problem["path"] | string;
  /** True when something is missing: not judged in a service that `extends` another, which may have it. */
  missing?: boolean;
}

/** The problems of each service, in the file's order. */
export function eachService(
  subject: LintSubject,
  check: (service: LintService) => readonly ServiceProblem[],
): Problem[] {
  return subject.document.services.flatMap((service) =>
    check(service)
      .filter(({ missing }) => !missing || service.unresolved.length === 0)
      .map(({ path, missing: _, ...problem }) => ({
        service: service.name,
        path:
          typeof path === "object" ? path : ["services", service.name, ...(path === undefined ? [] : [path])],
        ...problem,
      })),
  );
}
