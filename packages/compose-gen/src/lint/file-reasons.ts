import { ComposeGenError } from "../errors.ts";
import { pathText } from "../path-text.ts";
import { asList, asRecord } from "./compose/coerce.ts";
import type { DocumentPath } from "./finding.ts";
import type { Reason } from "./subject.ts";

/** Extension field of Compose files that no generator wrote: `x-compose-gen: {waivers: [{rule, reason, expires}]}`. */
const extension = "x-compose-gen";

/**
 * The waivers that a Compose file of any origin holds, for the whole file or inside a service.
 *
 * @throws ComposeGenError `COMPOSE_FILE_INVALID` for a waiver without rule or reason
 */
export function fileReasons(content: unknown, shown: string): Reason[] {
  const file = asRecord(content);
  return [
    ...waiversOf(file[extension], [extension], shown),
    ...Object.entries(asRecord(file.services)).flatMap(([service, value]) =>
      waiversOf(asRecord(value)[extension], ["services", service, extension], shown).map((reason) => ({
        ...reason,
        service,
      })),
    ),
  ];
}

function waiversOf(value: unknown, path: DocumentPath, shown: string): Reason[] {
  return asList(asRecord(value).waivers).map((item, index) => {
    const where = pathText([...path, "waivers", index]);
    const { rule, reason, expires } = asRecord(item);
    const isDate = expires === undefined || /^\d{4}-\d{2}-\d{2}$/.test(String(expires));
    if (typeof rule !== "string" || typeof reason !== "string" || reason.trim().length < 10 || !isDate)
      throw new ComposeGenError({
        code: "COMPOSE_FILE_INVALID",
        what: "A waiver cannot be read.",
        where: `${shown}: ${where}`,
        evidence: JSON.stringify(item) ?? "nothing",
        next: "Write {rule: user.non-root, reason: a sentence that a reviewer can judge, expires: YYYY-MM-DD}; `expires` may be left out.",
      });
    return {
      rules: [rule],
      reason,
      where,
      mustCover: true,
      ...(expires === undefined ? {} : { expires: String(expires) }),
    };
  });
}
