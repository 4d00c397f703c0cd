import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { readCompose } from "../../src/lint/compose/read.ts";
import { schemaProblems } from "../../src/lint/compose/schema.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Example } from "../../src/lint/rule.ts";
import type { LintFacts, LintSubject } from "../../src/lint/subject.ts";

const hardened = parse(readFileSync(new URL("../lint/hardened.yml", import.meta.url), "utf8"));

/** The current day of every lint test. */
export const today = "2026-06-01";

/** An example whose services have everything that a hardened service has, but for what the example leaves out. */
export function exampleSubject({ compose, without = [], facts = {}, reasons = [] }: Example): LintSubject {
  const file = parse(compose);
  for (const [name, service] of Object.entries(file.services)) {
    const base = Object.fromEntries(Object.entries(hardened).filter(([key]) => !without.includes(key)));
    file.services[name] = { ...base, ...(service as object) };
  }
  return { ...subjectOf(stringify(file), "example.yml"), facts, reasons };
}

/** Findings of a Compose text, every rule. */
export function findingsOf(text: string, facts: LintFacts = {}): Finding[] {
  return lint([{ ...subjectOf(text, "compose.yml"), facts }], today).flatMap(({ findings }) => findings);
}

/** A Compose text as a subject without facts and reasons. */
export function subjectOf(text: string, file: string): LintSubject {
  const { document, content, lineOf } = readCompose(text, file);
  return { file, document, lineOf, facts: {}, reasons: [], schemaProblems: schemaProblems(content) };
}

/** Findings of the service `web`, and of others, that are hardened but for these keys. */
export function findingsOfService(
  service: object,
  { others = {}, ...rest }: { others?: Record<string, object>; [key: string]: unknown } = {},
  facts: LintFacts = {},
): Finding[] {
  const services = Object.entries({ web: service, ...others }).map(([name, keys]) => [
    name,
    { ...hardened, ...keys },
  ]);
  return findingsOf(stringify({ services: Object.fromEntries(services), ...rest }), facts);
}
