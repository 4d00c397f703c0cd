import { ComposeGenError } from "../../errors.ts";
import type { Definitions } from "../../plan/definitions.ts";
import type { Finding } from "../finding.ts";
import { lint } from "../lint.ts";
import { printable } from "../report/printable.ts";
import { subjectsOf } from "./subject.ts";

/**
 * Lints every file that the definitions render.
 *
 * @param today the current day as YYYY-MM-DD (UTC)
 * @throws ComposeGenError `LINT_FAILED` with every error that no waiver covers
 */
export function refuseFindings(definitions: Definitions, today: string): void {
  const subjects = subjectsOf(definitions).map((subject) => ({ ...subject, lineOf: () => undefined }));
  const errors = lint(subjects, today)
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.severity === "error" && !finding.waived);
  if (errors.length === 0) return;
  const groups = groupByText(errors);
  throw new ComposeGenError({
    code: "LINT_FAILED",
    what: `The definitions break ${groups.size === 1 ? "a rule" : `rules in ${groups.size} places`}.`,
    evidence: [...groups.values()].map(describe).join("\n"),
    next: "Correct the definitions, or add waivers with a reason: `compose-gen explain <rule>` shows how; `compose-gen lint` shows all findings.",
  });
}

/** The same finding in several files is said once, with the files. */
function groupByText(errors: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of errors) {
    const key = JSON.stringify([finding.rule, finding.path, finding.message]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return groups;
}

function describe(findings: readonly Finding[]): string {
  const [first] = findings;
  if (!first) return "";
  const { rule, path, service, message, fix } = first;
  const files = [...new Set(findings.map(({ file }) => file))].join(", ");
  return printable(`${rule}: ${path}: ${service ?? "the file"} ${message}. ${fix} (${files})`);
}
