import { ComposeGenError } from "../errors.ts";
import { pathText } from "../path-text.ts";
import { suggestion } from "../suggest.ts";
import { asRecord } from "./compose/coerce.ts";
import type { DocumentPath } from "./finding.ts";
import { printable } from "./report/printable.ts";
import type { Reason } from "./subject.ts";

/** Extension field of Compose files that no generator wrote: `x-compose-gen: {waivers: [{rule, reason, expires}]}`. */
const extension = "x-compose-gen";
const form =
  "Write {rule: user.non-root, reason: a sentence that a reviewer can judge, expires: YYYY-MM-DD}; `expires` may be left out.";

/**
 * The waivers that a Compose file of any origin holds, for the whole file or inside a service.
 *
 * @throws ComposeGenError `COMPOSE_FILE_INVALID` for an unknown key, or a waiver without rule or reason
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
  if (value === undefined || value === null) return [];
  const { waivers = [], ...others } = asRecord(value);
  refuseUnknown(others, ["waivers"], path, shown);
  if (!isPlain(value) || !Array.isArray(waivers))
    throw unreadable(path, shown, value, "Write x-compose-gen: {waivers: [{rule: …, reason: …}]}.");
  return waivers.map((item, index) => {
    const at = [...path, "waivers", index];
    const { rule, reason, expires, ...unknown } = asRecord(item);
    refuseUnknown(unknown, ["rule", "reason", "expires"], at, shown);
    if (typeof rule !== "string" || !isReason(reason) || !(expires === undefined || isDate(expires)))
      throw unreadable(at, shown, item, form);
    return {
      rules: [rule],
      reason,
      where: pathText(at),
      mustCover: true,
      ...(expires === undefined ? {} : { expires }),
    };
  });
}

/** One line of ten characters or more that has words in it, as in a definition. */
function isReason(reason: unknown): reason is string {
  if (typeof reason !== "string") return false;
  const shown = reason.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return shown.length >= 10 && /\p{L}.*\p{L}/u.test(shown) && !/[\r\n]/.test(reason.trim());
}

/** A day that there is, as YYYY-MM-DD. */
function isDate(text: unknown): text is string {
  if (typeof text !== "string") return false;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A misspelt `expires` would make a waiver last for ever. */
function refuseUnknown(others: object, known: readonly string[], path: DocumentPath, shown: string): void {
  const [key] = Object.keys(others);
  if (key !== undefined)
    throw unreadable([...path, key], shown, `unknown key ${JSON.stringify(key)}`, suggestion(key, known));
}

function isPlain(value: unknown): boolean {
  return typeof value === "object" && !Array.isArray(value);
}

function unreadable(path: DocumentPath, shown: string, found: unknown, next: string): ComposeGenError {
  return new ComposeGenError({
    code: "COMPOSE_FILE_INVALID",
    what: "The waivers of the file cannot be read.",
    where: printable(`${shown}: ${pathText(path)}`),
    evidence: typeof found === "string" ? found : (JSON.stringify(found) ?? "nothing"),
    next,
  });
}
