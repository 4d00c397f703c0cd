import type { z } from "zod";
import { ComposeGenError } from "../errors.ts";
import { shorten } from "../shorten.ts";
import { findEndlessData } from "./endless-data.ts";
import { explainIssues } from "./explain.ts";
import { findLostKeys } from "./lost-keys.ts";

/**
 * The value with defaults filled in.
 *
 * @param subject what is parsed, for the message, e.g. `service "relay"`
 * @throws ComposeGenError `DEFINITION_INVALID`; one line of evidence per mistake
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  subject: string,
): z.output<Schema> {
  const endless = findEndlessData(input);
  if (endless.length > 0) throw invalid(subject, endless);
  const lost = findLostKeys(input);
  const result = schema.safeParse(input);
  if (result.success && lost.length === 0) return result.data;
  throw invalid(subject, [
    ...lost,
    ...(result.success ? [] : explainIssues(schema, result.error.issues, input)),
  ]);
}

/** The error for a definition with these problems (`path: message`). */
export function invalid(subject: string, problems: string[]): ComposeGenError {
  const count = problems.length === 1 ? "a mistake" : `${problems.length} mistakes`;
  const named = shorten(subject.replace(/ "undefined"$/, " without a name"));
  return new ComposeGenError({
    code: "DEFINITION_INVALID",
    what: `The ${named} has ${count}.`,
    where: named,
    evidence: problems.map((problem) => shorten(problem, 1_000)).join("\n"),
    next: "Correct the fields named above; the types of compose-gen describe every field.",
  });
}
